package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.bolabaden.outrider.process.Commands.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalCommandTest {
    /** In the words of several versions of the JDK. */
    @ParameterizedTest
    @CsvSource({
        "'Cannot run program \"x\": error=24, Too many open files', true",
        "'Cannot run program \"x\": Bad file descriptor, error: 24 (Too many open files)', true",
        "'Cannot run program \"x\": Exec failed, error: 11 (Resource temporarily unavailable)', true",
        "'Cannot run program \"x\": error=12, Cannot allocate memory', true",
        "'Cannot run program \"x\": Exec failed, error: 2 (No such file or directory)', false",
        "'Cannot run program \"x\": error=13, Permission denied', false"
    })
    void whatThisMachineRefusesForWantOfRoomIsNoFailureOfTheBackend(String reason, boolean ours) {
        assertThat(ExternalCommand.overburdened(new Result.NotStarted(reason))).isEqualTo(ours);
    }
}

/**
 * How the registry reaches this node when it is pulled: in comes a repository's branch, out goes a directory with the files of
 * one commit, for the registry to read. It judges where files come from, never what they say, and never touches a file of the
 * user's: all that it writes is in {@code state_dir/distribution}.
 */
@NullMarked
package org.bolabaden.outrider.distribution;

import org.jspecify.annotations.NullMarked;

/**
 * The product from outside: the program is started as a user starts it (the JVM build or the native executable, whichever
 * the property {@code outrider.artefact} names), beside real HAProxy and nginx processes, and only its files, arguments,
 * exit codes, HTTP interface and effect on traffic are looked at.
 */
package org.bolabaden.outrider.blackbox;

package io.skep.manager.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where certificates are. Immutable.
 *
 * @param certificate of this manager, with those that lead to its root
 * @param key of this manager
 * @param authority who signs the certificates of clients
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authority) {}

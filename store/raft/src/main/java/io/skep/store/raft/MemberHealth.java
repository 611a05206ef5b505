package io.skep.store.raft;

import java.time.Duration;

/**
 * A member as the leader sees it.
 *
 * @param leads whether it is the leader itself
 * @param silent for how long it has not answered; zero for the leader
 * @param answers whether it has answered of late: within several elections
 * @param behind how many records of the log it is behind, as far as its last answer says
 */
public record MemberHealth(
    Member member, boolean leads, Duration silent, boolean answers, long behind) {}

package io.skep.store.kind;

import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Where log entries and snapshots hold the objects of one table. */
record Places<M>(
    StoreAction.TargetCase target,
    Function<StoreAction, M> inAction,
    BiConsumer<StoreAction.Builder, M> intoAction,
    Function<StoreSnapshot, List<M>> inSnapshot,
    BiConsumer<StoreSnapshot.Builder, M> intoSnapshot) {}

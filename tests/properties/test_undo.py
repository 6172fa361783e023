"""A session taken back and lived through again does the same: world, clock, log and report."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cdsl.runtime.session import Session
from cdsl.runtime.watch import Watch
from cdsl.world.journaled import JournaledStore
from tests.properties.sessions import LIMITS, NOW, Deed, begun, deeds, people, program, seen

seeds = st.sampled_from((0, 1, 7))
many_deeds = st.lists(deeds(), min_size=1, max_size=10)


@given(seeds, many_deeds, st.data())
def test_every_moment_can_be_gone_back_to_and_lived_through_again(
    seed: int, done: list[Deed], data: st.DataObject
) -> None:
    plain = people(seed)
    without = begun(plain, seed)
    store = JournaledStore(people(seed))
    session = begun(store, seed)
    moments, expected = [session.checkpoint()], [seen(session, store)]
    assert expected[0] == seen(without, plain)
    for do in done:
        assert repr(do(session)) == repr(do(without))
        moments.append(session.checkpoint())
        expected.append(seen(session, store))
        assert expected[-1] == seen(without, plain)
    moment = st.integers(0, len(done))
    for visited in data.draw(st.lists(moment, min_size=1, max_size=5)):
        session.restore(moments[visited])
        assert seen(session, store) == expected[visited]
    for number in range(visited, len(done)):
        done[number](session)
        assert seen(session, store) == expected[number + 1]
    session.restore(moments[0])
    assert seen(session, store) == expected[0]


@given(seeds, many_deeds, st.data())
def test_what_is_counted_as_waiting_is_what_waits(
    seed: int, done: list[Deed], data: st.DataObject
) -> None:
    session = begun(JournaledStore(people(seed)), seed)
    moments = [session.checkpoint()]
    for do in done:
        do(session)
        moments.append(session.checkpoint())
    session.restore(data.draw(st.sampled_from(moments)))
    runs = [run for runs in session._engine._runs.values() for run in runs.values()]
    counted = {key: one.waiting for key, one in session.counted().campaigns.items() if one.waiting}
    assert counted == Counter(run.levels[0].campaign.key for run in runs)
    assert session.waiting() == len(runs)


@given(seeds, many_deeds, deeds(), st.integers(0, 40))
def test_what_is_broken_off_leaves_no_trace(
    seed: int, before: list[Deed], broken_off: Deed, patience: int
) -> None:
    asked = [-(10**9)]

    def is_cancelled() -> bool:
        asked[0] += 1
        return asked[0] > patience

    store = JournaledStore(people(seed))
    watch = Watch(is_cancelled=is_cancelled)
    session = Session(program(0), store, NOW, seed, LIMITS, watch=watch)
    for do in before:
        do(session)
    moment, was = session.checkpoint(), seen(session, store)
    asked[0] = 0
    broken_off(session)
    asked[0] = -(10**9)
    session.restore(moment)
    assert seen(session, store) == was
    done = broken_off(session)
    again = seen(session, store)
    plain = people(seed)
    without = begun(plain, seed)
    for do in before:
        do(without)
    assert repr(broken_off(without)) == repr(done)
    assert seen(without, plain) == again

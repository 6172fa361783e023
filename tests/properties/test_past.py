"""What came of deeds for somebody, found out later, is what was told while they were done."""

from contextlib import closing
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from cdsl.api.prompt.past import Deed, Ways, Witness
from cdsl.runtime.session import Session
from cdsl.runtime.watch import NOBODY_WATCHES, Watch
from cdsl.world.journaled import JournaledStore
from tests.properties.sessions import LIMITS, NOW, deeds, people, program, seen
from tests.properties.sessions import Deed as Doing

seeds = st.sampled_from((0, 1, 7))
ids = st.sampled_from([f"p{number}" for number in range(12)])


def begun(seed: int, witness: Witness) -> tuple[JournaledStore, Session]:
    store = JournaledStore(people(seed))
    watch = Watch(observe=witness.observe, wants=witness.wants)
    return store, Session(program(0), store, NOW, seed, LIMITS, watch=watch)


@given(seeds, ids, ids, st.lists(deeds(), min_size=1, max_size=8), st.data())
def test_it_is_the_same_later(
    seed: int, asked: str, watched: str, done: list[Doing], data: st.DataObject
) -> None:
    witness, other = Witness(), Witness()
    store, session = begun(seed, witness)
    _, while_done = begun(seed, other)
    past: list[Deed] = []
    expected = []
    for do in done:

        def refusing(session: Session, do: Doing = do) -> tuple[()]:
            do(session)
            return ()

        before = session.checkpoint()
        known, _ = witness.watched(watched, partial(refusing, session))
        past.append(Deed(before, refusing, None, None, None, {watched: known}))
        told_then, _ = other.watched(asked, partial(refusing, while_done))
        expected.append(told_then)
    end, was = session.checkpoint(), seen(session, store)
    undone = data.draw(st.integers(0, len(done)))
    if undone < len(done):
        session.restore(past[undone].before)
    stands = seen(session, store)
    chosen = past[:undone]
    with closing(
        witness.tell(session, reversed(chosen), asked, Ways(NOBODY_WATCHES, NOBODY_WATCHES))
    ) as told:
        assert list(told) == expected[:undone][::-1]
    assert seen(session, store) == stands
    session.restore(end)
    assert seen(session, store) == was


@given(seeds, st.lists(deeds(), max_size=5), st.lists(deeds(), max_size=3), st.data())
def test_what_is_taken_back_was_never_tried(
    seed: int, done: list[Doing], tried: list[Doing], data: st.DataObject
) -> None:
    store, session = begun(seed, Witness())
    moments, expected = [session.checkpoint()], [seen(session, store)]
    for do in done:
        do(session)
        moments.append(session.checkpoint())
        expected.append(seen(session, store))
    there = st.integers(0, len(done))
    here = data.draw(there)
    session.restore(moments[here])
    trial = session.trial()
    for do in tried:
        do(session)
    session.take_back(trial)
    assert seen(session, store) == expected[here]
    for visited in (len(done), data.draw(there)):
        session.restore(moments[visited])
        assert seen(session, store) == expected[visited]


@given(seeds, deeds(), deeds(), st.booleans())
def test_what_is_kept_stands_in_the_place_of_what_was_undone(
    seed: int, undone: Doing, kept: Doing, is_back: bool
) -> None:
    store, session = begun(seed, Witness())
    start = session.checkpoint()
    undone(session)
    session.restore(start)
    trial = session.trial()
    kept(session)
    session.keep(trial)
    end, was = session.checkpoint(), seen(session, store)
    plain, alone = begun(seed, Witness())
    kept(alone)
    assert seen(alone, plain) == was
    session.restore(start)
    if is_back:
        session.restore(end)
        assert seen(session, store) == was

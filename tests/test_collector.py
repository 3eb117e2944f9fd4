"""The collector of cycles rests while a text is read, and is left as it was found."""

import gc
import threading

import pytest

from plantargets.collector import collector_rests
from plantargets.plans import plan_from_text
from plantargets.targets import extract


@pytest.fixture(autouse=True)
def _collector_is_on():
    assert gc.isenabled()
    yield
    gc.enable()


def test_no_look_for_cycles_falls_into_the_reading_of_a_text():
    looks = []

    def note(phase, _told):
        looks.append(phase)

    plan = plan_from_text("到2025年,新建产业园区20个以上。\n" * 3000)
    gc.collect()
    gc.callbacks.append(note)
    try:
        targets = extract.read_targets(plan)
    finally:
        gc.callbacks.remove(note)
    assert len(targets) == 3000
    assert len(looks) <= 4  # one where it ends and the collector goes on; hundreds else
    assert gc.isenabled()


def test_it_goes_on_where_reading_fails():
    @collector_rests
    def fails():
        raise ValueError(str(gc.isenabled()))

    with pytest.raises(ValueError, match="False"):
        fails()
    assert gc.isenabled()


def test_it_stays_off_where_the_caller_keeps_it_off():
    gc.disable()
    assert collector_rests(gc.isenabled)() is False
    assert not gc.isenabled()


def test_it_goes_on_when_the_last_of_several_threads_is_done():
    inside, may_end = threading.Event(), threading.Event()

    @collector_rests
    def waits():
        inside.set()
        assert may_end.wait(60)

    other = threading.Thread(target=waits)
    other.start()
    assert inside.wait(60)
    assert collector_rests(gc.isenabled)() is False
    assert not gc.isenabled()  # the other one reads still
    may_end.set()
    other.join(60)
    assert gc.isenabled()

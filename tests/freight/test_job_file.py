"""Job files: what can be read is read whole, and what is wrong is told with its line."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.freight.job_file import read_jobs
from agents.yard.tables import NONE, Job
from tests.freight.given import known
from twin.errors import InputError
from views.words.job_faults import fault_zh

HEAD = "vehicle,depart,arrive,km,payload_t\n"
GOOD = "trucks/1,2025-01-02 08:00,2025-01-02 09:30,40,25\n"


class Rows:
    """The jobs of a file one by one, in its order."""

    def __init__(self, found):
        order = np.argsort(found.lines)
        columns = [found.jobs.columns[name][order].tolist() for name in Job._fields]
        self.jobs = list(map(Job, *columns))
        self.lines = found.lines[order].tolist()


@pytest.fixture
def read(tmp_path):
    def reads(text, **options):
        path = tmp_path / "jobs.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Rows(read_jobs(path, known(**options)))

    return reads


@pytest.fixture
def refuses(read):
    def told(text, **options):
        with pytest.raises(InputError) as caught:
            read(text, **options)
        return caught.value.problems

    return told


def only(problems):
    (problem,) = problems
    return problem


# --- what is read ---------------------------------------------------------------------------------


def test_a_trip_of_one_vehicle(read):
    (job,) = read(HEAD + GOOD).jobs
    assert (job.ready_s, job.due_s) == (86_400 + 8 * 3600, 86_400 + 9 * 3600 + 1800)
    assert (job.vehicle, job.group, job.payload_t) == (0, 0, 25.0)
    assert (job.loaded_km, job.empty_km, job.loaded_s, job.empty_s) == (40.0, 0.0, 5400, 0)
    assert (job.start, job.end, job.handling_s) == (0, 0, 0)


def test_hours_and_durations_and_classes(read):
    text = "class,depart,duration_h,km,payload_t,loaded_km,from,to,due\n"
    text += "tractor_49t,32,2,60,28,30,gate,works,36\nvan_4t5,8.5,0.5,10,1,,,,\n"
    far, near = read(text).jobs
    assert (far.ready_s, far.vehicle, far.group, far.due_s) == (32 * 3600, NONE, 0, 36 * 3600)
    assert (far.loaded_s, far.empty_s, far.start, far.end) == (3600, 3600, 1, 2)
    assert (near.group, near.due_s, near.loaded_km) == (1, NONE, 10.0)


def test_work_without_a_way_is_handling(read):
    (job,) = read("group,depart,duration_h,km\nvans,9,3,0\n").jobs
    assert (job.handling_s, job.loaded_s, job.empty_s, job.loaded_km) == (10_800, 0, 0, 0.0)


@pytest.mark.parametrize("when", ["2025-01-02 08:00", "2025-01-02T08:00:00", "2025/1/2 8:00", "32"])
def test_times_as_people_write_them(read, when):
    (job,) = read(f"group,depart,duration_h,km\nvans,{when},1,5\n").jobs
    assert job.ready_s == 32 * 3600


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_chinese_headers(read, encoding, newline):
    text = newline.join(["车队,出发时间,时长（h）,里程（km）,载重（t）", "vans,8,1,20,1.2", ""])
    (job,) = read(text.encode(encoding)).jobs
    assert (job.loaded_km, job.payload_t) == (20.0, 1.2)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators_and_decimal_commas(read, separator):
    text = "group,depart,duration_h,km\nvans,8,1,20\n".replace(",", separator)
    (job,) = read(text.replace("20", "20,5")).jobs
    assert job.loaded_km == 20.5


def test_blank_lines_and_quotes_keep_their_line_numbers(read):
    found = read(f'\n{HEAD}\n"trucks/1","2025-01-02 08:00","2025-01-02 09:30","40","25"\n\n')
    assert found.lines == [4]


def test_the_shipped_example_is_read(tmp_path):
    from pathlib import Path

    example = Path(__file__).parents[2] / "docs" / "examples" / "jobs.csv"
    found = read_jobs(example, known())
    assert np.all(np.diff(found.jobs.columns["ready_s"]) >= 0)
    assert len(found.jobs) == len(example.read_text(encoding="utf-8").splitlines()) - 1


# --- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "field", "value", "message"),
    [
        ("trucks/9,8,9,10,1", "vehicle", "trucks/9", "no vehicle of this name; there are: truck"),
        (",8,9,10,1", "vehicle", "", "expected a vehicle, a class or a group"),
        ("trucks/1,9,8,10,1", "arrive", "8", "not after departure at 9"),
        ("trucks/1,8,8,10,1", "arrive", "8", "not after departure"),
        ("trucks/1,8,9,900,1", "km", "900", "900 km/h on average; at most 120; are these metres?"),
        ("trucks/1,8,12,250,1", "km", "250", "no vehicle goes further than 200 km"),
        ("trucks/1,8,9,-5,1", "km", "-5", "must not be negative"),
        ("trucks/1,8,9,ten,1", "km", "ten", "expected a number"),
        ("trucks/1,8,9,nan,1", "km", "nan", "expected a number"),
        ("trucks/1,8,9,inf,1", "km", "inf", "expected a number"),
        ("trucks/1,8,9,1_0,1", "km", "1_0", "expected a number"),
        ("trucks/1,8,9,,1", "km", "", "expected a number"),
        ("trucks/1,8,9,10,25000", "payload_t", "25000", "more than 30 t; are these kg?"),
        ("trucks/1,8,9,10,31", "payload_t", "31", "more than 30 t"),
        ("trucks/1,8,200,10,1", "arrive", "200", "a job of 8.0 days; at most 7"),
        ("trucks/1,9999,10000,10,1", "depart", "9999", "span: 2025-01-01 and 365 days"),
        ("trucks/1,-1,2,10,1", "depart", "-1", "not within the span"),
        ("trucks/1,2024-12-31 08:00,9,10,1", "depart", "2024-12-31 08:00", "not within the span"),
        ("trucks/1,2025-02-30 08:00,9,10,1", "depart", "2025-02-30 08:00", "expected a time"),
        ("trucks/1,2025-01-02T08:00+08:00,9,10,1", "depart", "2025-01-02T08:00+08:00", "time zone"),
        ("trucks/1,,9,10,1", "depart", "", "expected a time"),
        ("trucks/1,8,9,10", "", "", "4 fields; the header has at least 5"),
        ("trucks/1,8,9,10,1,5", "", "5", "6 fields; the header has 5"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong(refuses, row, field, value, message):
    problem = only(refuses(HEAD + row + "\n"))
    assert (problem.line, problem.path, problem.value) == (2, field, value)
    assert message in problem.message
    assert fault_zh(problem.message)
    assert problem.file.endswith("jobs.csv")


@pytest.mark.parametrize(
    ("head", "row", "field", "message"),
    [
        ("class,depart,duration_h,km", "hovercraft,8,1,5", "class", "no vehicle class of this"),
        ("class,depart,duration_h,km", "either,8,1,5", "class", "name one as group: trucks, vans"),
        ("group,depart,duration_h,km", "ships,8,1,5", "group", "no fleet of this name"),
        ("group,depart,duration_h,km", "vans,8,0,5", "duration_h", "above zero"),
        ("group,depart,duration_h,km", "vans,8,300,5", "duration_h", "are these minutes?"),
        ("group,depart,duration_h,km", "vans,8,90,40", "duration_h", "are these minutes?"),
        ("group,depart,duration_h,km", "vans,8,13,0", "duration_h", "longer than 12.0 h"),
        ("vehicle,class,depart,arrive,km", "trucks/1,van_4t5,8,9,5", "class", "not the class of"),
        ("vehicle,group,depart,arrive,km", "trucks/1,vans,8,9,5", "group", "not the fleet of"),
        ("vehicle,group,depart,arrive,km", "trucks/1,ships,8,9,5", "group", "there are: trucks, v"),
        ("group,depart,duration_h,km,from", "vans,8,1,5,mars", "from", "there are: depot"),
        ("group,depart,duration_h,km,loaded_km", "vans,8,1,5,6", "loaded_km", "more than the 5 km"),
        ("group,depart,duration_h,km,due", "vans,8,1,5,7", "due", "before departure"),
        ("group,depart,arrive,duration_h,km", "vans,8,9,2,5", "duration_h", "make 1.00 h"),
    ],
)  # fmt: skip
def test_other_columns_that_are_wrong(refuses, head, row, field, message):
    problem = only(refuses(f"{head}\n{row}\n"))
    assert (problem.line, problem.path) == (2, field)
    assert message in problem.message
    assert fault_zh(problem.message)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("vehicle,depart,arrive,miles", "multiply by 1.609344"),
        ("vehicle,depart,arrive,km,payload_kg", "divide by 1000"),
        ("vehicle,depart,arrive,km,payload [kg]", "divide by 1000"),
        ("vehicle,depart,duration_min,km", "divide by 60"),
        ("vehicle,depart,arrive,km,colour", "unknown column; known: vehicle, class"),
        ("vehicle,depart,arrive,km,distance_km", "a second column for 'km'"),
        ("vehicle,depart,arrive,km,,", "a column without a name"),
        ("vehicle,depart,arrive", "a column 'km' is missing"),
        ("vehicle,depart,km", "a column 'arrive' or 'duration_h' is missing"),
        ("vehicle,arrive,km", "a column 'depart' is missing"),
        ("depart,arrive,km", "a column 'vehicle' or 'class' or 'group' is missing"),
    ],
)
def test_a_header_that_is_wrong(refuses, head, message):
    problems = refuses(f"{head}\n{GOOD}")
    assert message in problems[0].message
    assert all(fault_zh(problem.message) for problem in problems)
    assert problems[0].line == 1


def test_an_unknown_vehicle_does_not_hide_a_wrong_fleet(refuses):
    problems = refuses("vehicle,group,depart,arrive,km\ntrucks/99,ships,8,9,5\n")
    assert [p.path for p in problems] == ["vehicle", "group"]
    assert "no fleet of this name; there are: trucks, vans" in problems[1].message


def test_all_faults_of_a_row_are_told(refuses):
    head = "vehicle,group,depart,duration_h,km,loaded_km,payload_t,from,to,due\n"
    row = "trucks/1,vans,soon,400,-1,x,25000,mars,venus,never\n"
    told = refuses(head + row)
    assert [p.path for p in told] == [
        "group", "depart", "duration_h", "km", "loaded_km", "due", "from", "to", "payload_t",
    ]  # fmt: skip
    assert {p.line for p in told} == {2}


def test_a_row_with_a_fault_of_its_vehicle_tells_its_other_faults_too(refuses):
    told = refuses(HEAD + "trucks/9,9,8,ten,1\n")
    assert [p.path for p in told] == ["vehicle", "arrive", "km"]


def test_a_vehicle_that_is_not_known_names_those_of_the_fleet_that_was_meant(refuses):
    for name, there in (("vans/77", "vans/1"), ("77", "trucks/1, trucks/2")):
        problem = only(refuses(HEAD + f"{name},8,9,10,1\n", own="trucks"))
        assert problem.message == f"no vehicle of this name; there are: {there}"


def test_a_file_may_call_vehicles_by_names_of_its_own(read):
    called = {"云D12345": "2", "trucks/2": "1"}  # what the file calls one goes first
    rows = "云D12345,8,9,10,1\ntrucks/2,8,9,10,1\ntrucks/1,9,10,10,1\n"
    found = read(HEAD + rows, own="trucks", called=called)
    assert [job.vehicle for job in found.jobs] == [1, 0, 0]


def test_overlaps_are_told_with_both_lines(refuses):
    times = ["2,8,9", "1,10,12", "1,8,10", "1,11.5,13"]
    problem = only(refuses(HEAD + "".join(f"trucks/{t},10,1\n" for t in times)))
    assert (problem.line, problem.path, problem.value) == (5, "depart", "2025-01-01 11:30:00")
    assert problem.message == "overlaps the job of 'trucks/1' in line 3"


def test_an_overlap_with_a_long_job_is_found_behind_a_short_one(refuses):
    rows = ["trucks/1,8,20,10,1", "trucks/1,9,10,10,1", "trucks/1,11,12,10,1"]
    problems = refuses(HEAD + "\n".join(rows))
    assert [(p.line, "line 2" in p.message) for p in problems] == [(3, True), (4, True)]


def test_jobs_that_touch_do_not_overlap(read):
    assert len(read(HEAD + "trucks/1,8,9,10,1\ntrucks/1,9,10,10,1\n").jobs) == 2


def test_all_faults_are_counted_and_the_first_are_shown(refuses):
    rows = [f"trucks/1,{i},{i - 1},10,1" for i in range(10, 110)] + ["trucks/7,8,9,10,1"] * 20
    problems = refuses(HEAD + "\n".join(rows))
    assert [p.line for p in problems[:-1]] == list(range(2, 52))
    assert problems[-1].message == "and 70 more faults, 120 in all"


def test_a_file_without_rows_or_without_anything(refuses):
    assert "no rows" in only(refuses(HEAD)).message
    assert "empty" in only(refuses("")).message
    assert "empty" in only(refuses("\n\n")).message


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b"PK\x03\x04\x00\x00\x00", "no text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff", "no text in UTF-8"),
        (HEAD.encode() + b'"trucks/1,8,9,10,1\n', "not readable as csv"),
    ],
)
def test_files_that_are_no_tables(refuses, raw, message):
    problem = only(refuses(raw))
    assert message in problem.message
    assert fault_zh(problem.message)


def test_a_missing_file_and_a_folder(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_jobs(path, known())


def test_files_are_bounded(tmp_path, monkeypatch):
    from agents.freight import job_file, job_text

    path = tmp_path / "jobs.csv"
    path.write_text(HEAD + "trucks/1,8,9,10,1\ntrucks/1,9,10,10,1\ntrucks/1,10,11,10,1\n")
    monkeypatch.setattr(job_file, "MOST_ROWS", 2)
    with pytest.raises(InputError, match="more than 2 rows"):
        read_jobs(path, known())
    monkeypatch.setattr(job_text, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="at most"):
        read_jobs(path, known())


# --- many -----------------------------------------------------------------------------------------


def lines(n):
    return [
        f"trucks/{1 + i % 2},{i // 2 * 0.5},{i // 2 * 0.5 + 0.4},12.5,{i % 30}" for i in range(n)
    ]


def test_two_hundred_thousand_lines_in_seconds_and_none_lost(read):
    began = time.process_time()
    found = read(HEAD + "\n".join(lines(200_000)), days=3660)
    assert time.process_time() - began < 12.0  # 2 s on a quiet machine
    assert len(found.jobs) == 200_000
    assert found.lines == list(range(2, 200_002))
    assert sum(job.payload_t for job in found.jobs) == sum(i % 30 for i in range(200_000))


def test_two_hundred_thousand_faults_in_seconds(refuses):
    text = HEAD + "\n".join(["trucks/1,9,8,10,1"] * 200_000)
    problems = refuses(text)
    assert len(problems) == 51
    assert problems[-1].message == "and 199,950 more faults, 200,000 in all"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_a_cell_holds_it_is_read_or_told(tmp_path_factory, data):
    """No other error than one of the input, and every row is a job or a fault."""
    cells = st.text(
        st.characters(exclude_characters='",\r\n\x00', exclude_categories=["Cs"]), max_size=12
    )
    rows = data.draw(st.lists(st.tuples(cells, cells, cells, cells, cells), min_size=1, max_size=4))
    path = tmp_path_factory.mktemp("jobs") / "jobs.csv"
    path.write_text(HEAD + "".join(",".join(r) + "\n" for r in rows), encoding="utf-8", newline="")
    with pytest.raises(InputError) as caught:
        read_jobs(path, known())
    told = {p.line for p in caught.value.problems if p.line}
    assert len(told) == max(sum(any(r) for r in rows), 1)

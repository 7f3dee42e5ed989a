"""One vehicle: does the day's jobs, and queues for a plug when it needs one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.clock import Process
from twin.timeline import SECONDS_PER_HOUR, whole_seconds
from twin.vehicles import charging, climate_factor, trip_energy_mwh

if TYPE_CHECKING:
    from agents.fleet import Fleet, VehicleGroup

RESERVE_SOC = 0.12


@dataclass(frozen=True)
class Job:
    """One round trip: out with a load, back empty, and the handling at both ends."""

    km: float
    payload_t: float
    work_h: float


class Vehicle:
    """A vehicle of a fleet, driven job by job; a SimPy process."""

    def __init__(self, fleet: Fleet, name: str, group: VehicleGroup) -> None:
        self.fleet, self.name, self.group = fleet, name, group
        self.consumption = group.consumption
        self.battery_mwh = group.battery_mwh
        self.soc = 0.9
        self.done = self.late = 0
        self.moved_t = self.moved_tkm = 0.0
        self.charged_mwh = self.driven_mwh = 0.0
        self.waited_s = 0

    @property
    def is_electric(self) -> bool:
        """Whether it runs on a battery."""
        return self.group.powertrain == "battery"

    @property
    def wants_power(self) -> bool:
        """Whether its battery is below the level it starts a day with."""
        return self.is_electric and self.soc < self.fleet.spec.overnight_target - 1e-9

    def duration_h(self, job: Job) -> float:
        """Return how long a job takes."""
        return 2.0 * job.km / self.fleet.spec.speed_km_h + job.work_h

    def energy_mwh(self, job: Job) -> float:
        """Return what a job takes from tank or battery at today's temperature."""
        plain = trip_energy_mwh(self.consumption, job.km, job.km, job.payload_t, job.work_h)
        return plain * climate_factor(self.group.powertrain, self.fleet.temperature_c())

    def work(self, jobs: list[Job], end_s: int) -> Process:
        """Do jobs until they are done or the shift ends, then fill up for the next day."""
        for number, job in enumerate(jobs):
            seconds = whole_seconds(self.duration_h(job) * SECONDS_PER_HOUR)
            energy = self.energy_mwh(job)
            if self.is_electric and self._short_of(energy):
                yield from self._charge(self.fleet.spec.opportunity_target)
            if self.fleet.now + seconds > end_s:
                self.fleet.carry_over(jobs[number:])
                self.late += len(jobs) - number
                break
            yield from self._drive(job, seconds, energy)
        if self.wants_power:
            yield from self._charge(self.fleet.spec.overnight_target)
        self.fleet.home(self)

    def _short_of(self, energy_mwh: float) -> bool:
        return self.soc - energy_mwh / self.battery_mwh < RESERVE_SOC

    def _drive(self, job: Job, seconds: int, energy_mwh: float) -> Process:
        rate = energy_mwh / (seconds / SECONDS_PER_HOUR)
        if not self.is_electric:
            self.fleet.set_meter(f"{self.name}/fuel", rate)
        yield self.fleet.wait(seconds)
        if not self.is_electric:
            self.fleet.set_meter(f"{self.name}/fuel", 0.0)
        else:
            self.soc -= energy_mwh / self.battery_mwh
        self.driven_mwh += energy_mwh
        self.done += 1
        self.moved_t += job.payload_t
        self.moved_tkm += job.payload_t * job.km
        self.fleet.trip(self, job)

    def _charge(self, target: float) -> Process:
        asked = self.fleet.now
        yield self.fleet.plugs.request(self.name)
        self.waited_s += self.fleet.now - asked
        self.fleet.log("plugs in", self.fleet.now - asked, "s waited", self.name)
        for seconds, energy in self._parts(target):
            whole = whole_seconds(seconds)
            self.fleet.set_meter(f"{self.name}/charge", energy / (whole / SECONDS_PER_HOUR))
            yield self.fleet.wait(whole)
            self.soc += energy / self.battery_mwh
            self.charged_mwh += energy
        self.fleet.set_meter(f"{self.name}/charge", 0.0)
        self.fleet.plugs.release()
        self.fleet.log("unplugs", self.soc, "soc", self.name)

    def _parts(self, target: float) -> Iterator[tuple[float, float]]:
        return charging(self.soc, target, self.battery_mwh, self.fleet.spec.charger_mw)

"""One vehicle: does the day's jobs, and queues for a plug when it needs one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.clock import Process
from twin.timeline import SECONDS_PER_HOUR, whole_seconds
from twin.vehicles import charging, climate_factor, trip_energy_mwh

if TYPE_CHECKING:
    from agents.fleet import Fleet, VehicleGroup

RESERVE_SOC = 0.12
FIRST_SOC = 0.9


class Job(NamedTuple):
    """One round trip: out with a load, back empty, and the handling at both ends."""

    km: float
    payload_t: float
    work_h: float


class Orders(NamedTuple):
    """What a vehicle is sent out with: its jobs, and when the shift ends."""

    jobs: tuple[Job, ...]
    end_s: int


class Vehicle:
    """A vehicle of a fleet, driven job by job; one SimPy process that waits for orders."""

    def __init__(self, fleet: Fleet, name: str, group: VehicleGroup) -> None:
        self.fleet, self.name, self.powertrain = fleet, name, group.powertrain
        self.consumption, self.battery_mwh = group.consumption, group.battery_mwh
        self.is_electric = group.powertrain == "battery"
        self.meter = f"{name}/{'charge' if self.is_electric else 'fuel'}"
        self.soc = FIRST_SOC
        self.done = self.carried_over = 0
        self.moved_t = self.moved_tkm = 0.0
        self.charged_mwh = self.driven_mwh = 0.0
        self.waited_s = 0
        self.at_home = True
        self.orders = fleet.park.clock.event(fleet.kind)

    @property
    def wants_power(self) -> bool:
        """Whether its battery is below the level it starts a day with."""
        return self.is_electric and self.soc < self.fleet.spec.overnight_target - 1e-9

    def send(self, orders: Orders) -> None:
        """Send the vehicle out; it must be at home."""
        self.at_home = False
        self.orders.succeed(orders)

    def duration_h(self, job: Job) -> float:
        """Return how long a job takes."""
        return float(2.0 * job.km / self.fleet.spec.speed_km_h + job.work_h)

    def energy_mwh(self, job: Job, climate: float) -> float:
        """Return what a job takes from tank or battery under a climate factor."""
        return climate * trip_energy_mwh(
            self.consumption, job.km, job.km, job.payload_t, job.work_h
        )

    def live(self) -> Process:
        """Wait for orders, work, fill up for the next day, be home; for ever."""
        while True:
            orders: Orders = yield self.orders
            yield from self._work(orders)
            if self.wants_power:
                yield from self.fleet.hold_off()
                yield from self._charge(self.fleet.spec.overnight_target)
            self.orders = self.fleet.park.clock.event(self.fleet.kind)
            self.at_home = True

    def _work(self, orders: Orders) -> Process:
        """Do jobs until they are done or no more fits into the shift."""
        climate = climate_factor(self.powertrain, self.fleet.temperature_c())
        for number, job in enumerate(orders.jobs):
            seconds = whole_seconds(self.duration_h(job) * SECONDS_PER_HOUR)
            energy = self.energy_mwh(job, climate)
            if self.is_electric and self.soc - energy / self.battery_mwh < RESERVE_SOC:
                yield from self._charge(self.fleet.spec.opportunity_target)
            if self.fleet.now + seconds > orders.end_s:
                self.fleet.carry_over(orders.jobs[number:])
                self.carried_over += len(orders.jobs) - number
                return
            yield from self._drive(job, seconds, energy)

    def _drive(self, job: Job, seconds: int, energy_mwh: float) -> Process:
        if self.is_electric:
            yield self.fleet.wait(seconds)
            self.soc -= energy_mwh / self.battery_mwh
        else:
            self.fleet.set_meter(self.meter, energy_mwh * SECONDS_PER_HOUR / seconds)
            yield self.fleet.wait(seconds)
            self.fleet.set_meter(self.meter, 0.0)
        self.driven_mwh += energy_mwh
        self.done += 1
        self.moved_t += job.payload_t
        self.moved_tkm += job.payload_t * job.km
        self.fleet.log("trip", 2.0 * job.km, "km", self.name)

    def _charge(self, target: float) -> Process:
        asked = self.fleet.now
        yield self.fleet.plugs.request(self.name)
        waited = self.fleet.now - asked
        self.waited_s += waited
        self.fleet.log("plugs in", waited, "s waited", self.name)
        parts = charging(self.soc, target, self.battery_mwh, self.fleet.spec.charger_mw)
        for seconds, energy in parts:
            whole = whole_seconds(seconds)
            self.fleet.set_meter(self.meter, energy * SECONDS_PER_HOUR / whole)
            yield self.fleet.wait(whole)
            self.soc += energy / self.battery_mwh
            self.charged_mwh += energy
        self.fleet.set_meter(self.meter, 0.0)
        self.fleet.plugs.release()
        self.fleet.log("unplugs", self.soc, "soc", self.name)

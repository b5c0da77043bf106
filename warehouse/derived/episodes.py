"""The derived table of re-arrest: one start for each person."""

from warehouse.derived.declaring import DIMENSIONS, Derived, columns
from warehouse.derived.following import DIMENSION_VALUES, FOLLOWED, FOLLOWED_VALUES, failures, first_arrests
from warehouse.tables import Table

LONG_CUSTODY_DAYS = 90


LOOK_BACK_DAYS = 365


EPISODES = Derived(
    table=Table(
        name="episodes",
        one_row_is="a person's first arrest in the data, and what followed it",
        record_id=("person_key",),
        columns=(
            *FOLLOWED,
            *columns(
                ("days_to_breach", "whole", "days to the first recorded breach of a protection order"),
                (
                    "days_to_custody",
                    "whole",
                    "days to a new stay in jail that lasts 90 days or longer, or is not over on the last day "
                    "the jail's data are complete to, before any new arrest; empty without one",
                ),
                (
                    "days_free",
                    "whole",
                    "days out of jail from the start to the new arrest, or to the last day police and jail "
                    "are both complete to",
                ),
                ("is_rearrested_free", "yes_no", "true when the new arrest came by that day"),
                ("was_held", "yes_no", "true when the arrest led to custody: the clock starts at release"),
                (
                    "rearrest_victim",
                    "code",
                    "victim of the first new arrest's incident: same or new; empty when not known or none",
                ),
                (
                    "standing",
                    "code",
                    "dual_arrest, former_victim (of the same partner in the 365 days before), suspect_only; not_known "
                    "in the first 365 days of the data, where an earlier report cannot be known",
                ),
            ),
            *DIMENSIONS,
        ),
    ),
    select=f"""
        with starts as ({first_arrests()}
        ), failures as ({failures("occurred_on")}
        ), breaches as (
            select s.person_key, min(b.breached_on) as breached_on
            from starts as s join protection_orders as o on o.person_key = s.person_key
            join order_breaches as b on b.petition_id = o.petition_id and b.breached_on >= s.started_on
            group by s.person_key
        ), stays as (
            select s.person_key, day_of(c.booked_at) as booked_on, day_of(c.released_at) as released_on,
                   c.booking_id, s.started_on, f.rearrested_on,
                   least(coalesce(f.rearrested_on, $custody_cut_off), $custody_cut_off) as ends_on
            from starts as s join custody as c on c.person_key = s.person_key
            left join failures as f on f.person_key = s.person_key
            where day_of(c.booked_at) <= $custody_cut_off
              and (c.released_at is null or day_of(c.released_at) > s.started_on)
        ), held as (
            select person_key, booked_on, released_on, started_on, rearrested_on,
                   least(coalesce(released_on, ends_on), ends_on) as to_on,
                   greatest(booked_on, started_on, coalesce(max(least(coalesce(released_on, ends_on), ends_on)) over (
                       partition by person_key order by booked_on, booking_id
                       rows between unbounded preceding and 1 preceding), started_on)) as from_on
            from stays
        ), jailed as (
            select person_key,
                   cast(sum(case when to_on > from_on then days_between(from_on, to_on) else 0 end) as bigint) as days,
                   min(case when booked_on >= started_on and (rearrested_on is null or booked_on < rearrested_on)
                                 and (released_on is null or released_on > $custody_cut_off
                                      or days_between(booked_on, released_on) >= {LONG_CUSTODY_DAYS})
                            then booked_on end) as custody_on
            from held group by person_key
        ), victims_before as (
            select distinct s.person_key from starts as s
            join incident_suspects as v on v.victim_person_key = s.person_key and v.person_key = s.victim_person_key
            join incidents as i on i.incident_id = v.incident_id and i.occurred_on < s.occurred_on
                and days_between(i.occurred_on, s.occurred_on) <= {LOOK_BACK_DAYS}
        ), again as (
            select s.person_key, max(case when l.victim_person_key = s.victim_person_key then 1 else 0 end) as is_same
            from starts as s join failures as f on f.person_key = s.person_key
            join repeated_incidents as l on l.person_key = s.person_key and l.arrested_on = f.rearrested_on
                and l.occurred_on > s.occurred_on
            where s.victim_person_key is not null and l.victim_person_key is not null
            group by s.person_key
        )
        select {FOLLOWED_VALUES},
               days_between(s.started_on, b.breached_on) as days_to_breach,
               days_between(s.started_on, h.custody_on) as days_to_custody,
               days_between(s.started_on, least(coalesce(f.rearrested_on, $custody_cut_off), $custody_cut_off))
                   - coalesce(h.days, 0) as days_free,
               coalesce(f.rearrested_on <= $custody_cut_off, false) as is_rearrested_free,
               s.was_held,
               case when g.is_same = 1 then 'same' when g.is_same = 0 then 'new' end as rearrest_victim,
               case when o.is_dual_arrest then 'dual_arrest' when v.person_key is not null then 'former_victim'
                    when days_between($police_first_day, s.occurred_on) >= {LOOK_BACK_DAYS} then 'suspect_only'
                    else 'not_known' end as standing,
               {DIMENSION_VALUES}
        from starts as s
        left join failures as f on f.person_key = s.person_key
        left join breaches as b on b.person_key = s.person_key
        left join jailed as h on h.person_key = s.person_key
        left join victims_before as v on v.person_key = s.person_key
        left join again as g on g.person_key = s.person_key
        left join incident_outcomes as o on o.incident_id = s.incident_id""",
)

/*
description: One row per person and step of the app's onboarding, when it was first reached
key: person_step_id
tests:
  - unique: [person_id, step]
*/
select
    e.person_id || ':' || s.step as person_step_id,
    e.person_id,
    max(e.profile_id) as profile_id,
    s.step,
    s.step_name,
    s.step = (select max(step) from {{ ref('onboarding_steps') }}) as is_last,
    min(e.event_time) as reached_at
from {{ ref('fct_app_event') }} as e
join {{ ref('onboarding_steps') }} as s on s.event_type = e.event_type
group by e.person_id, s.step, s.step_name

//! What becomes of a shop when its server is killed, its database goes away, or everybody comes at once.

mod backup;
mod counter;
mod crash;
mod events;
mod imports;
mod locks;
mod lost_commit;
mod older;
mod outage;
mod overload;
mod printing;
mod races;
mod recovery;
mod shifts;
mod stop;
mod support;

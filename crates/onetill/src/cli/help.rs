//! What the simulated devices can be told to do, as `--help` says it.

pub(super) const TERMINAL: &str = "\
Its page, at the address it prints, shows its screen and buttons.

Modes; with a delay in milliseconds as in approve:200
  approve             the bank approves
  by_hand             a person at its page decides
  insufficient_funds  the bank declines
  card_expired        the bank declines
  customer_cancels    the customer presses the red button
  no_card             nobody presents a card
  answer_late         the card is charged at once, the till hears of it late
  never_answer        the card is charged, nothing is answered until released
  drop_connection     the line breaks before the answer, the payment goes on
  forget              the request is lost
  network_dead        the card is charged, the answer and some inquiries are lost
  late_approval       the request is stuck on its way, and the card charged when nobody waits any more
  partial             the bank approves half of it
  wrong_amount        more is taken than was asked for
  wrong_currency      the answer tells of another currency
  garbage             the card is charged, the answer and some inquiries are noise
  endless             the same with an answer that never ends
  by_amount           the last two digits decide: 01 insufficient_funds, 02 card_expired, 03 customer_cancels,
                      04 no_card, 05 answer_late, 06 never_answer, 07 drop_connection, 08 forget, 09 network_dead,
                      10 late_approval, 11 partial, 12 wrong_amount, 13 wrong_currency, 14 garbage, 15 endless";

pub(super) const PRINTER: &str = "\
It listens as a network printer does and speaks ESC/POS. Its page, at the address it prints, shows what came out, and has
its paper, its cover and its manners to play with: slow, silent, or dying in the middle.

Examples:
  onetill printer
  onetill printer --listen 127.0.0.1:9110 --profile generic-58mm";

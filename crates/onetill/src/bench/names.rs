//! Names of goods, as many as are asked for, with words as frequent as in a shop: a few in every hundredth name, most
//! in very few.

const LOOKS: &[&str] = &[
    "amber", "black", "blue", "brass", "brushed", "classic", "copper", "cream", "dark", "deep", "dotted", "fine",
    "folding", "fresh", "glazed", "golden", "green", "grey", "heavy", "ivory", "large", "light", "linen", "little",
    "matt", "mild", "mini", "natural", "oak", "organic", "pale", "pine", "plain", "pocket", "quilted", "red", "ribbed",
    "round", "rustic", "salted", "scented", "silver", "slim", "small", "smoked", "soft", "speckled", "square",
    "striped", "sweet", "travel", "velvet", "vintage", "walnut", "warm", "washed", "white", "wide", "woven", "yellow",
];
const THINGS: &[&str] = &[
    "almonds",
    "apron",
    "backpack",
    "basket",
    "battery",
    "beans",
    "blanket",
    "bookmark",
    "bottle",
    "bowl",
    "bracelet",
    "bread",
    "brush",
    "bulb",
    "butter",
    "button",
    "candle",
    "canvas",
    "cheese",
    "chocolate",
    "clock",
    "coffee",
    "compass",
    "cookies",
    "cord",
    "cushion",
    "doormat",
    "envelope",
    "figs",
    "flask",
    "frame",
    "gloves",
    "grater",
    "hammer",
    "handbag",
    "honey",
    "hook",
    "jacket",
    "jug",
    "juice",
    "kettle",
    "keyring",
    "knife",
    "ladle",
    "lantern",
    "lemonade",
    "magnet",
    "marmalade",
    "mirror",
    "mug",
    "mustard",
    "napkins",
    "notebook",
    "nougat",
    "oil",
    "olives",
    "paint",
    "pasta",
    "pencil",
    "pepper",
    "pillow",
    "planter",
    "plate",
    "postcard",
    "puzzle",
    "ribbon",
    "rice",
    "ruler",
    "sandals",
    "saucer",
    "scarf",
    "scissors",
    "screws",
    "shampoo",
    "shirt",
    "slippers",
    "soap",
    "socks",
    "spoon",
    "stapler",
    "stool",
    "tape",
    "teapot",
    "thermometer",
    "thread",
    "torch",
    "towel",
    "tray",
    "trowel",
    "umbrella",
    "vase",
    "vinegar",
    "wallet",
    "whisk",
    "wreath",
];
const SIZES: &[&str] = &["", " 100 g", " 250 g", " 500 ml", " 1 l", " small", " 40 cm", " pack of 6"];
const FIRST: &[&str] =
    &["ba", "co", "del", "fen", "gar", "hol", "jun", "kel", "lor", "mar", "nor", "pel", "ros", "tam", "vel", "win"];
const MIDDLE: &[&str] = &["a", "ber", "di", "e", "lan", "mo", "ri", "ta", "ve", "wi"];
const LAST: &[&str] = &["bury", "croft", "dale", "field", "ham", "ley", "mere", "son", "ton", "well", "wick", "worth"];

/// The name of a shop's product number `n`: a brand, how it looks, what it is, its size.
pub(super) fn name(n: u64) -> String {
    // Spread, so that neighbours in number share no brand; an odd factor visits every value.
    let mut rest = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let mut pick = |from: &[&'static str]| {
        let chosen = from[(rest % from.len() as u64) as usize];
        rest /= from.len() as u64;
        chosen
    };
    let brand = format!("{}{}{}", pick(FIRST), pick(MIDDLE), pick(LAST));
    format!("{} {} {}{}", capital(&brand), pick(LOOKS), pick(THINGS), pick(SIZES))
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

-- domain: catalog
-- Goods are found by the words of their names and codes. A search reads one range of this table in its order, however
-- many goods there are; counting the trigrams that each shares with the query read a large part of all.
CREATE TABLE product_words (
    word TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    product_id BYTEA NOT NULL REFERENCES products (id),
    PRIMARY KEY (word, sort_name, product_id)
);
CREATE INDEX product_words_by_product ON product_words (product_id, word);
-- Words that a mistyped one may stand for. They stay when the last product of that word goes.
CREATE TABLE word_trigrams (
    trigram TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (trigram, word)
);
-- Goods whose words are still to be written: they are read from names by the program, not by a statement.
CREATE TABLE products_without_words (
    product_id BYTEA NOT NULL PRIMARY KEY
);
INSERT INTO products_without_words (product_id) SELECT id FROM products;
DROP TABLE product_trigrams;

//! All tables as text, to compare two databases.

use onetill_kernel::Result;

use crate::tx::Tx;
use crate::value::Value;

/// Every row of every table, ordered by primary key, one line each: `orders id=0193… state=open …`.
/// The database's own id is left out, since no two databases share one.
pub fn dump(tx: &mut Tx<'_>) -> Result<String> {
    let mut out = String::new();
    for table in crate::tables() {
        let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        let sql =
            format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), table.name, table.primary_key.join(", "));
        tx.for_each(&sql, &[], |row| {
            out.push_str(&table.name);
            for (index, column) in columns.iter().enumerate() {
                if *column == "database_id" || *column == "origin_database" {
                    continue;
                }
                out.push_str(&format!(" {column}={}", text(&row.get(index)?)));
            }
            out.push('\n');
            Ok(())
        })?;
    }
    Ok(out)
}

fn text(value: &Value<'_>) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Int(v) => v.to_string(),
        Value::Text(v) => format!("{v:?}"),
        Value::Bytes(v) => v.iter().map(|b| format!("{b:02x}")).collect(),
        Value::Id(v) => v.simple().to_string(),
    }
}

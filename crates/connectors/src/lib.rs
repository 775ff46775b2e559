//! Outside systems, one folder per vendor.

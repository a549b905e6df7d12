#pragma once

namespace quince {

/// What a program does once, at the start of main, before it converts. Writes no core dumps: a
/// token of the Hub may be in memory (the hard limit stays, for who debugs). Raises the number of
/// files that the process may hold open (a large model has hundreds of shards, macOS begins with
/// 256), and makes writing past a file size limit an error instead of a signal that ends the
/// process. Where the system refuses, nothing changes.
void prepareProcessLimits();

}  // namespace quince

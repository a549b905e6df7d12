#pragma once

// The core's own name for it, from before the Hub's client needed files too.
#include <quince/file.hpp>

#include "core/publish/exchange_folders.hpp"

#include <cstdio>

#ifdef __linux__
#include <fcntl.h>
#endif

namespace quince {

bool exchangeFolders(const std::filesystem::path& a, const std::filesystem::path& b) {
#if defined(__linux__) && defined(RENAME_EXCHANGE)
    return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
#elif defined(__APPLE__) && defined(RENAME_SWAP)
    return ::renamex_np(a.c_str(), b.c_str(), RENAME_SWAP) == 0;
#else
    static_cast<void>(a);
    static_cast<void>(b);
    return false;
#endif
}

}  // namespace quince

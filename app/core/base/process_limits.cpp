#include <quince/process_limits.hpp>

#ifndef _WIN32
#include <algorithm>
#include <csignal>
#include <sys/resource.h>
#endif

namespace quince {

void prepareProcessLimits() {
#ifndef _WIN32
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
    constexpr rlim_t wanted = 4096;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur =
            limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
#endif
}

}  // namespace quince

// A download in a process of its own, to be killed, or to be looked at by other programs:
//
//   download_child ENDPOINT CACHE REPO REVISION COMMIT LISTING [--copy]
//
// LISTING: a file as trees/<commit>.json. Prints the snapshot's folder; the token comes by
// HF_TOKEN. With QUINCE_DIE_BEFORE=N it kills itself before the Nth of the steps by which files and
// names come to be (Linux).

#include "hub/download.hpp"
#include "hub/download_plan.hpp"
#include "hub/hub_environment.hpp"
#include "hub/tree_listing.hpp"
#include "hub/waiter.hpp"

#include <QCoreApplication>

#include <atomic>
#include <iostream>

#ifdef __linux__
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

void countStep() {
    static const int last = qEnvironmentVariableIntValue("QUINCE_DIE_BEFORE");
    static std::atomic<int> steps{0};
    if (++steps == last) {
        ::kill(::getpid(), SIGKILL);
    }
}

}  // namespace

// In place of the C library's own, for all of the program.
extern "C" {

int rename(const char* from, const char* to) noexcept {
    countStep();
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int symlink(const char* target, const char* link) noexcept {
    countStep();
    return static_cast<int>(::syscall(SYS_symlinkat, target, AT_FDCWD, link));
}

int mkdir(const char* path, mode_t mode) noexcept {
    countStep();
    return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

int fsync(int file) {
    countStep();
    return static_cast<int>(::syscall(SYS_fsync, file));
}

}  // extern "C"
#endif

namespace {

int fail(const quince::Error& error) {
    std::cerr << error.message << '\n';
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 7) {
        return 2;
    }
    const auto text = [&arguments](qsizetype i) { return arguments[i].toStdString(); };
    hub::HubEnvironment environment;
    environment.endpoint = QUrl(arguments[1]);
    environment.userAgent = "quince/test";
    environment.mayLink = !arguments.contains(QStringLiteral("--copy"));
    const std::filesystem::path cache = text(2);
    const auto listing = hub::readTreeListing(text(6));
    if (!listing) {
        return 3;
    }
    const auto plan = hub::planDownload(hub::CacheLayout(cache, text(3)), text(3), text(4), text(5),
                                        *listing, hub::conversionPatterns(), environment.mayLink);
    if (!plan) {
        return fail(plan.error());
    }
    hub::RealWaiter waiter;
    hub::DownloadProgress progress;
    const auto model =
        hub::runDownload(*plan, cache, environment, hub::Token::fromText(qgetenv("HF_TOKEN")),
                         waiter, {}, progress, {});
    if (!model) {
        return fail(model.error());
    }
    std::cout << model->folder.string() << '\n';
    return 0;
}

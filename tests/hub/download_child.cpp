// A download in a process of its own, to be killed, or to be looked at by other programs:
//
//   download_child ENDPOINT CACHE REPO REVISION COMMIT LISTING [--copy]
//
// LISTING: a file as trees/<commit>.json. Prints the snapshot's folder; the token comes by
// HF_TOKEN.

#include "hub/download.hpp"
#include "hub/download_plan.hpp"
#include "hub/hub_environment.hpp"
#include "hub/tree_listing.hpp"
#include "hub/waiter.hpp"

#include <QCoreApplication>

#include <iostream>

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

#include "hub/lm_studio_client.hpp"

#include "hub/hub_environment.hpp"
#include "hub/lms_program.hpp"

#include <QElapsedTimer>

#include <utility>

namespace hub {
namespace {

using namespace std::chrono_literals;
using quince::Error;
using quince::ErrorCode;
using quince::Result;
using quince::StopToken;

constexpr auto lmsLimit = 60s;
constexpr auto lmsLoadLimit = 10min;
constexpr auto lookInterval = 1s;
constexpr auto lmsInterval = 5s;  // a program is started each time

/// Not the Hub: no offline switch, no endpoint of its own.
HubEnvironment loopback() {
    HubEnvironment environment;
    environment.endpoint = QUrl(QStringLiteral("http://127.0.0.1"));
    environment.userAgent = "quince/" QUINCE_VERSION;
    return environment;
}

Error errorOf(LmStudioState state) {
    switch (state) {
        case LmStudioState::notRunning:
            return {ErrorCode::notFound, "LM Studio is not running. Start it, then try again.", {}};
        case LmStudioState::serverOff:
            return {ErrorCode::notFound,
                    "LM Studio runs, but its server is off: in LM Studio open Developer and switch "
                    "the server on, then try again.",
                    {}};
        case LmStudioState::notMlx:
            return {ErrorCode::unsupported,
                    "LM Studio lists the model, but not as an MLX model; it cannot run it as one.",
                    {}};
        default:
            return {ErrorCode::notFound,
                    "LM Studio does not list the model: open My Models in LM Studio, or restart "
                    "it, then try again.",
                    {}};
    }
}

}  // namespace

LmStudioClient::LmStudioClient(LmStudioPlace place, Waiter& waiter)
    : m_place(std::move(place)), m_waiter(waiter), m_http(loopback()) {}

Result<LmStudioClient::Look> LmStudioClient::look(const LmStudioModel& model, bool mayAskLms,
                                                  const StopToken& stop) {
    auto server = findLmStudioServer(m_http, m_place, stop);
    if (!server) {
        return std::move(server).error();
    }
    Look look{{}, *std::move(server)};
    look.check.hasServer = look.server.has_value();
    QList<ListedModel> models;
    if (look.server) {
        Result<QList<ListedModel>> list = look.server->models(stop);
        if (!list) {
            return std::move(list).error();
        }
        models = *std::move(list);
    } else {
        const Result<bool> isRunning = isLmStudioRunning(m_http, m_place, stop);
        if (!isRunning || !*isRunning) {
            return isRunning ? Result<Look>(look) : isRunning.error();
        }
    }
    std::optional<ListedModel> found = findByName(models, model);
    bool isAsked = look.check.hasServer;
    if (!found && mayAskLms && !m_place.lms.empty()) {
        // The only way to know a model by its folder. That lms fails is no failure of ours.
        const Result<QByteArray> listing =
            runLms(m_place, {QStringLiteral("ls"), QStringLiteral("--json")}, lmsLimit, stop);
        if (!listing && listing.error().code == ErrorCode::stopped) {
            return listing.error();
        }
        isAsked = isAsked || listing.ok();
        found = listing ? findByPath(*listing, model, models) : std::nullopt;
    }
    if (found) {
        look.check.state = found->isMlx ? LmStudioState::listed : LmStudioState::notMlx;
        look.check.model = *std::move(found);
    } else {
        look.check.state = isAsked ? LmStudioState::notListed : LmStudioState::serverOff;
    }
    return look;
}

Result<LmStudioCheck> LmStudioClient::check(const LmStudioModel& model, const StopToken& stop) {
    const Result<Look> now = look(model, true, stop);
    return now ? Result<LmStudioCheck>(now->check) : now.error();
}

Result<LmStudioCheck> LmStudioClient::waitUntilListed(const LmStudioModel& model,
                                                      const StopToken& stop) {
    Result<LmStudioCheck> now = check(model, stop);
    std::chrono::milliseconds waited{0};
    while (now && now->state == LmStudioState::notListed && waited < listingLimit) {
        const std::chrono::milliseconds interval = now->hasServer ? lookInterval : lmsInterval;
        if (!m_waiter.wait(interval, stop)) {
            return Error{ErrorCode::stopped, "Stopped", {}};
        }
        waited += interval;
        // Beside a server lms is needed only for a key that is not like the name: at the end.
        const Result<Look> again = look(model, !now->hasServer || waited >= listingLimit, stop);
        now = again ? Result<LmStudioCheck>(again->check) : again.error();
    }
    return now;
}

Result<LmStudioClient::Look> LmStudioClient::lookForUse(const LmStudioModel& model,
                                                        const StopToken& stop) {
    Result<Look> now = look(model, true, stop);
    if (now && now->check.state != LmStudioState::listed) {
        return errorOf(now->check.state);
    }
    return now;
}

Result<LmStudioLoad> LmStudioClient::load(const LmStudioModel& model, const StopToken& stop) {
    Result<Look> now = lookForUse(model, stop);
    if (!now) {
        return std::move(now).error();
    }
    if (!now->check.model.instances.isEmpty()) {
        return LmStudioLoad{.wasLoaded = true, .seconds = {}};
    }
    if (now->server && now->server->canLoad()) {
        const Result<LmStudioInstance> loaded = now->server->load(now->check.model.key, stop);
        return loaded ? Result<LmStudioLoad>(LmStudioLoad{false, loaded->seconds}) : loaded.error();
    }
    QElapsedTimer since;
    since.start();
    const Result<QByteArray> done =
        runLms(m_place,
               {QStringLiteral("load"), model.path(), QStringLiteral("--exact"),
                QStringLiteral("--local"), QStringLiteral("-y")},
               lmsLoadLimit, stop);
    if (!done) {
        return done.error();
    }
    return LmStudioLoad{false, static_cast<double>(since.elapsed()) / 1000};
}

Result<LmStudioTrial> LmStudioClient::tryOut(const LmStudioModel& model, const StopToken& stop) {
    Result<Look> now = lookForUse(model, stop);
    if (!now) {
        return std::move(now).error();
    }
    const ListedModel& listed = now->check.model;
    if (!listed.canChat) {
        return Error{
            ErrorCode::unsupported, "The model makes embeddings: there is no answer to try.", {}};
    }
    if (!now->server) {
        return errorOf(LmStudioState::serverOff);
    }
    LmStudioServer& server = *now->server;
    LmStudioTrial trial;
    trial.load.wasLoaded = !listed.instances.isEmpty();
    QString name = trial.load.wasLoaded ? listed.instances.first() : listed.key;
    const bool isOurs = !trial.load.wasLoaded && server.canLoad();
    if (isOurs) {
        const Result<LmStudioInstance> loaded = server.load(listed.key, stop);
        if (!loaded) {
            return loaded.error();
        }
        name = loaded->id;
        trial.load.seconds = loaded->seconds;
    }
    const Result<LmStudioAnswer> answer = server.chat(name, isOurs || trial.load.wasLoaded, stop);
    if (isOurs) {
        server.unload(name);
    }
    if (!answer) {
        return answer.error();
    }
    trial.answer = *answer;
    return trial;
}

}  // namespace hub

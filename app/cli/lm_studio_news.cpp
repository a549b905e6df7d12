#include "cli/lm_studio_news.hpp"

#include "cli/stop_signals.hpp"
#include "cli/text.hpp"
#include "hub/lm_studio_client.hpp"

namespace cli {

using hub::LmStudioState;

namespace {

/// Waits second by second, and ends with Ctrl+C.
class SignalWaiter final : public hub::Waiter {
public:
    bool wait(std::chrono::milliseconds time, const quince::StopToken& stop) override {
        return m_real.wait(time, stop) && !StopSignals::received();
    }
    [[nodiscard]] std::chrono::system_clock::time_point now() const override {
        return m_real.now();
    }

private:
    hub::RealWaiter m_real;
};

std::string stateWord(LmStudioState state) {
    switch (state) {
        case LmStudioState::notRunning:
            return "not_running";
        case LmStudioState::serverOff:
            return "server_off";
        case LmStudioState::notListed:
            return "not_listed";
        case LmStudioState::notMlx:
            return "listed_not_as_mlx";
        case LmStudioState::listed:
            return "listed";
    }
    return {};
}

std::string sentenceFor(const hub::LmStudioCheck& check, const std::string& name) {
    switch (check.state) {
        case LmStudioState::notRunning:
            return {};
        case LmStudioState::serverOff:
            return "LM Studio runs, but its server is off, so it cannot be asked about " + name +
                   ".";
        case LmStudioState::notListed:
            return "LM Studio does not list " + name +
                   " yet: open My Models in LM Studio, or restart it.";
        case LmStudioState::notMlx:
            return "LM Studio lists " + name + ", but not as an MLX model.";
        case LmStudioState::listed:
            return "LM Studio lists " + name + " as " + check.model.key.toStdString() + ".";
    }
    return {};
}

}  // namespace

LmStudioNews lmStudioNews(const std::filesystem::path& folder,
                          const quince::Environment& environment, bool waits) {
    const StopSignals signals;
    SignalWaiter waiter;
    hub::LmStudioClient client(hub::lmStudioPlace(environment), waiter);
    const std::string name = pathText(folder.filename());
    const hub::LmStudioModel model{pathText(folder.parent_path().filename()), name};
    const auto check = waits ? client.waitUntilListed(model, {}) : client.check(model, {});
    LmStudioNews news;
    if (!check) {
        news.json = {{"state", "unknown"}, {"error", check.error().message}};
        news.sentence = check.error().message;
        return news;
    }
    news.isListed = check->state == LmStudioState::listed;
    news.json = {{"state", stateWord(check->state)}};
    if (news.isListed) {
        news.json["key"] = check->model.key.toStdString();
    }
    news.sentence = sentenceFor(*check, name);
    return news;
}

}  // namespace cli

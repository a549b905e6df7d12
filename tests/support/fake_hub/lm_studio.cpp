#include "support/fake_hub/lm_studio.hpp"

#include "support/fake_hub/answers.hpp"
#include "support/fake_hub/lm_studio_json.hpp"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace fake {

namespace {

Response failure(int status, const QByteArray& type, const QByteArray& message) {
    return json(QJsonObject{{QStringLiteral("error"),
                             QJsonObject{{QStringLiteral("type"), QString::fromUtf8(type)},
                                         {QStringLiteral("message"), QString::fromUtf8(message)}}}},
                status);
}

QByteArray field(const Request& request, const char* name) {
    return QJsonDocument::fromJson(request.body).object()[QLatin1String(name)].toString().toUtf8();
}

}  // namespace

LmStudio::LmStudio() {
    const auto add = [&](const char* method, const char* pattern, const Handler& handler) {
        m_server.route(
            Origin::lmStudio, method, QLatin1String(pattern),
            [this, handler](const Request& request) { return guarded(request, handler); });
    };
    m_server.route(Origin::lmStudio, "GET", QStringLiteral("/lmstudio-greeting"),
                   [](const Request&) {
                       return json(QJsonObject{{QStringLiteral("lmstudio"), true}});
                   });
    m_server.route(Origin::lmStudio, "GET", QStringLiteral("/lms-status"), [](const Request&) {
        return json(QJsonObject{{QStringLiteral("package"), QStringLiteral("lm-studio")},
                                {QStringLiteral("version"), QStringLiteral("0.4.0")}});
    });
    add("GET", "/api/v0/models", [this](const Request&) { return listV0(); });
    add("GET", "/api/v0/models/([^/]+)",
        [this](const Request& request) { return oneV0(request.parts[0]); });
    add("GET", "/api/v1/models", [this](const Request&) { return listV1(); });
    add("POST", "/api/v1/models/load", [this](const Request& request) { return load(request); });
    add("POST", "/api/v1/models/unload",
        [this](const Request& request) { return unload(request); });
    add("POST", "/v1/chat/completions",
        [this](const Request& request) { return complete(request, false); });
    add("POST", "/api/v0/chat/completions",
        [this](const Request& request) { return complete(request, true); });
}

void LmStudio::setModels(std::vector<LmModel> models) {
    const std::lock_guard lock(m_mutex);
    m_models = std::move(models);
}

std::vector<LmModel> LmStudio::models() const {
    const std::lock_guard lock(m_mutex);
    return m_models;
}

void LmStudio::setToken(const QByteArray& token) {
    const std::lock_guard lock(m_mutex);
    m_token = token;
}

Response LmStudio::guarded(const Request& request, const Handler& handler) const {
    const std::lock_guard lock(m_mutex);
    if (!m_token.isEmpty() && request.headers.value("Authorization") != "Bearer " + m_token) {
        return failure(401, "invalid_request", "An LM Studio API token is required");
    }
    return handler(request);
}

LmModel* LmStudio::find(const QByteArray& id) {
    const auto found = std::find_if(m_models.begin(), m_models.end(), [&](const LmModel& model) {
        return model.id() == id || model.path() == id;
    });
    return found == m_models.end() ? nullptr : &*found;
}

Response LmStudio::listV0() const {
    QJsonArray data;
    for (const LmModel& model : m_models) {
        data.append(modelV0(model));
    }
    return json(QJsonObject{{QStringLiteral("object"), QStringLiteral("list")},
                            {QStringLiteral("data"), data}});
}

Response LmStudio::oneV0(const QByteArray& id) const {
    for (const LmModel& model : m_models) {
        if (model.id() == id) {
            return json(modelV0(model));
        }
    }
    return failure(404, "not_found", "Model not found");
}

Response LmStudio::listV1() const {
    QJsonArray models;
    for (const LmModel& model : m_models) {
        models.append(modelV1(model));
    }
    return json(QJsonObject{{QStringLiteral("models"), models}});
}

Response LmStudio::load(const Request& request) {
    LmModel* model = find(field(request, "model"));
    if (model == nullptr) {
        return failure(404, "model_not_found", "Model not found");
    }
    if (!model->loads) {
        return failure(500, "model_load_failed", "Failed to load model");
    }
    model->isLoaded = true;
    return json(QJsonObject{{QStringLiteral("type"), QStringLiteral("llm")},
                            {QStringLiteral("instance_id"), QString::fromUtf8(model->id())},
                            {QStringLiteral("load_time_seconds"), 1.5},
                            {QStringLiteral("status"), QStringLiteral("loaded")}});
}

Response LmStudio::unload(const Request& request) {
    LmModel* model = find(field(request, "instance_id"));
    if (model == nullptr || !model->isLoaded) {
        return failure(404, "model_not_found", "No such instance");
    }
    model->isLoaded = false;
    return json(QJsonObject{{QStringLiteral("instance_id"), QString::fromUtf8(model->id())}});
}

/// Loads what is not loaded yet, as the real one does.
Response LmStudio::complete(const Request& request, bool withStats) {
    LmModel* model = find(field(request, "model"));
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    if (model == nullptr || body[QStringLiteral("messages")].toArray().isEmpty()) {
        return failure(400, "invalid_request", "model and messages are needed");
    }
    if (!model->loads) {
        return failure(400, "model_load_failed", "Failed to load model");
    }
    model->isLoaded = true;
    const QJsonObject message{{QStringLiteral("role"), QStringLiteral("assistant")},
                              {QStringLiteral("content"), QStringLiteral("Hello")}};
    const QJsonObject choice{{QStringLiteral("index"), 0},
                             {QStringLiteral("finish_reason"), QStringLiteral("length")},
                             {QStringLiteral("message"), message}};
    QJsonObject answer{
        {QStringLiteral("object"), QStringLiteral("chat.completion")},
        {QStringLiteral("model"), QString::fromUtf8(model->id())},
        {QStringLiteral("choices"), QJsonArray{choice}},
        {QStringLiteral("usage"), QJsonObject{{QStringLiteral("completion_tokens"), 1}}}};
    if (withStats) {
        answer[QStringLiteral("stats")] = QJsonObject{{QStringLiteral("tokens_per_second"), 51.5},
                                                      {QStringLiteral("time_to_first_token"), 0.1},
                                                      {QStringLiteral("generation_time"), 0.02}};
    }
    return json(answer);
}

QJsonArray lmsListing(const std::vector<LmModel>& models) {
    QJsonArray list;
    for (const LmModel& model : models) {
        list.append(modelOfCli(model));
    }
    return list;
}

}  // namespace fake

#pragma once

#include "support/fake_hub/http_server.hpp"

#include <QByteArray>
#include <QJsonArray>

#include <mutex>
#include <vector>

namespace fake {

/// A model as LM Studio's indexer sees it.
struct LmModel {
    QByteArray publisher;
    QByteArray name;
    QByteArray architecture = "qwen3";
    bool isMlx = true;
    bool sees = false;  ///< takes images
    int bits = 4;
    qint64 bytes = 1'000'000;
    int contextLength = 32'768;
    bool loads = true;  ///< false: loading it fails
    bool isLoaded = false;
    QByteArray key{};  ///< empty: the name in lower case

    [[nodiscard]] QByteArray id() const { return key.isEmpty() ? name.toLower() : key; }
    [[nodiscard]] QByteArray path() const { return publisher + "/" + name; }
};

/// LM Studio's local server: its greeting, both generations of its REST API and one answer of the
/// OpenAI-compatible one, with the fields that lmstudio-ai/docs and lms document. Any thread.
class LmStudio {
public:
    LmStudio();

    [[nodiscard]] HttpServer& server() { return m_server; }
    [[nodiscard]] QUrl endpoint() const { return m_server.url(Origin::lmStudio); }

    void setModels(std::vector<LmModel> models);
    [[nodiscard]] std::vector<LmModel> models() const;
    /// From now on every request but the two greetings needs this token; empty: none does.
    void setToken(const QByteArray& token);

private:
    Response guarded(const Request& request, const Handler& handler) const;
    Response listV0() const;
    Response oneV0(const QByteArray& id) const;
    Response listV1() const;
    Response load(const Request& request);
    Response unload(const Request& request);
    Response complete(const Request& request, bool withStats);
    LmModel* find(const QByteArray& id);

    mutable std::mutex m_mutex;
    std::vector<LmModel> m_models;
    QByteArray m_token;
    HttpServer m_server;  ///< last: its thread calls into the others until it ends
};

/// What `lms ls --json` prints of these models.
QJsonArray lmsListing(const std::vector<LmModel>& models);

}  // namespace fake

#pragma once

#include "hub/cache_layout.hpp"
#include "hub/download.hpp"
#include "hub/hub_environment.hpp"
#include "hub/waiter.hpp"
#include "support/fake_hub/hub.hpp"
#include "support/temp_folder.hpp"

#include <QByteArray>

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace hub::test {

/// Lets no time pass and keeps what it was asked for. Any thread.
class InstantWaiter final : public Waiter {
public:
    bool wait(std::chrono::milliseconds time, const quince::StopToken& stop) override;
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return {}; }
    [[nodiscard]] std::vector<std::chrono::milliseconds> waits() const;

private:
    mutable std::mutex m_mutex;
    std::vector<std::chrono::milliseconds> m_waits;
};

/// Looks every few milliseconds whether `holds`; false after ten seconds.
bool eventually(const std::function<bool()>& holds);

/// A safetensors file of `bytes` bytes, of which all but the header are made from `seed`.
fake::Content weights(quint32 seed, qint64 bytes);

/// A hub with the model org/model (two shards, three small files) and an empty cache.
class DownloadTest : public testing::Test {
protected:
    static constexpr qint64 shardSize = 300'000;

    DownloadTest();

    /// What the fake knows, as a listing.
    [[nodiscard]] std::vector<RepoFile> listing(const QByteArray& id = "org/model",
                                                const QByteArray& revision = "main");
    quince::Result<DownloadPlan> plan(const QByteArray& id = "org/model",
                                      const QByteArray& revision = "main");
    quince::Result<DownloadedModel> download(const QByteArray& id = "org/model",
                                             const QByteArray& revision = "main");
    /// org/model with a progress and a plan of its own: several may run at once.
    quince::Result<DownloadedModel> downloadWith(DownloadProgress& counters);

    [[nodiscard]] std::string commitOf(const QByteArray& id = "org/model") {
        return server.head(id).toStdString();
    }
    [[nodiscard]] std::string etagOf(const QByteArray& path, const QByteArray& id = "org/model");
    [[nodiscard]] std::filesystem::path pointer(const std::string& path) {
        return layout.pointer(commitOf(), path);
    }
    [[nodiscard]] std::filesystem::path partialOf(const QByteArray& path) {
        return layout.partial(etagOf(path), partialTag);
    }
    [[nodiscard]] std::vector<std::string> partials() const;

    /// Every file that was chosen has the bytes of the hub, main names the commit, nothing is left
    /// of the work, no token went astray.
    void expectWhole(const QByteArray& id = "org/model", const QByteArray& revision = "main");
    /// Nobody can take what is there for a whole model.
    void expectNoRef();
    /// Range headers of the requests for a shard's content, "" for none.
    [[nodiscard]] std::vector<QByteArray> ranges(const QByteArray& path);
    /// ranges() without repetitions: after a broken connection Qt may send the same request once
    /// more by itself, and throws away its answer.
    [[nodiscard]] std::vector<QByteArray> asked(const QByteArray& path);
    /// The words for a fault of a large file's content.
    [[nodiscard]] QByteArray content(const QByteArray& path);
    [[nodiscard]] QByteArray bytesOf(const QByteArray& path);
    /// As if an earlier run had left it.
    void writePartial(const QByteArray& path, const QByteArray& bytes);

    fake::Hub server;
    quince::test::TempFolder scratch;
    std::filesystem::path cache = scratch / "cache";
    CacheLayout layout{cache, "org/model"};
    HubEnvironment environment;
    Token token = Token::fromText(fake::Hub::readToken);
    InstantWaiter waiter;
    DownloadOptions options;
    DownloadProgress progress;
    quince::StopSource stop;
};

inline constexpr auto firstShard = "model-00001-of-00002.safetensors";
inline constexpr auto secondShard = "model-00002-of-00002.safetensors";

}  // namespace hub::test

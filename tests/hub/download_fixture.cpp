#include "hub/download_fixture.hpp"

#include "hub/file_patterns.hpp"

#include <quince/file.hpp>

#include <QElapsedTimer>
#include <QThread>

#include <algorithm>

namespace hub::test {

namespace fs = std::filesystem;

using quince::test::contentOf;

bool InstantWaiter::wait(std::chrono::milliseconds time, const quince::StopToken& stop) {
    const std::lock_guard lock(m_mutex);
    m_waits.push_back(time);
    return !stop.stopRequested();
}

std::vector<std::chrono::milliseconds> InstantWaiter::waits() const {
    const std::lock_guard lock(m_mutex);
    return m_waits;
}

bool eventually(const std::function<bool()>& holds) {
    QElapsedTimer since;
    since.start();
    while (!holds()) {
        if (since.hasExpired(10'000)) {
            return false;
        }
        QThread::msleep(2);
    }
    return true;
}

fake::Content weights(quint32 seed, qint64 bytes) {
    const QByteArray start = R"({"w)" + QByteArray::number(seed) +
                             R"(":{"dtype":"U8","shape":[SIZE],"data_offsets":[0,SIZE]}})";
    constexpr qsizetype headerSize = 200;
    QByteArray header = start;
    header.replace("SIZE", QByteArray::number(bytes - 8 - headerSize));
    header = header.leftJustified(headerSize, ' ');
    QByteArray length(8, '\0');
    length[0] = static_cast<char>(headerSize);
    return fake::Content::seeded(seed, bytes, length + header);
}

DownloadTest::DownloadTest() {
    environment.endpoint = server.endpoint();
    environment.userAgent = "quince/test";
    options.transfers = 2;
    server.addRepo("org/model");
    server.commit("org/model",
                  {{"config.json", fake::Content(R"({"model_type":"llama","hidden_size":8})")},
                   {"tokenizer.json", fake::Content("{\"model\":{}}")},
                   {"extra/notes.txt", fake::Content("a nested file")},
                   {"model.safetensors.index.json",
                    fake::Content(R"({"weight_map":{"w1":")" + QByteArray(firstShard) +
                                  R"(","w2":")" + secondShard + R"("}})")},
                   {firstShard, weights(1, shardSize)},
                   {secondShard, weights(2, shardSize)}});
}

std::vector<RepoFile> DownloadTest::listing(const QByteArray& id, const QByteArray& revision) {
    std::vector<RepoFile> files;
    server.with([&](fake::HubState& state) {
        for (const auto& [path, file] : state.findRepo(id)->find(revision)->files) {
            files.push_back({path.toStdString(), file.content.size(), file.blobId.toStdString(),
                             file.sha256.toStdString()});
        }
    });
    return files;
}

quince::Result<DownloadPlan> DownloadTest::plan(const QByteArray& id, const QByteArray& revision) {
    return planDownload(CacheLayout(cache, id.toStdString()), id.toStdString(),
                        revision.toStdString(), server.head(id, revision).toStdString(),
                        listing(id, revision), conversionPatterns(), environment.mayLink);
}

quince::Result<DownloadedModel> DownloadTest::download(const QByteArray& id,
                                                       const QByteArray& revision) {
    const auto planned = plan(id, revision);
    if (!planned) {
        return planned.error();
    }
    return runDownload(*planned, cache, environment, token, waiter, options, progress,
                       stop.token());
}

quince::Result<DownloadedModel> DownloadTest::downloadWith(DownloadProgress& counters) {
    const auto planned = plan();
    if (!planned) {
        return planned.error();
    }
    return runDownload(*planned, cache, environment, token, waiter, options, counters,
                       stop.token());
}

std::string DownloadTest::etagOf(const QByteArray& path, const QByteArray& id) {
    const auto file = server.file(id, path);
    return (file->isLfs ? file->sha256 : file->blobId).toStdString();
}

std::vector<std::string> DownloadTest::partials() const {
    std::vector<std::string> names;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(layout.blobs(), failure)) {
        if (entry.path().extension() == ".incomplete") {
            names.push_back(entry.path().filename().string());
        }
    }
    return names;
}

void DownloadTest::expectWhole(const QByteArray& id, const QByteArray& revision) {
    const CacheLayout repo(cache, id.toStdString());
    const std::string commit = server.head(id, revision).toStdString();
    for (const QByteArray& path : server.paths(id, revision)) {
        if (conversionPatterns().select(path.toStdString())) {
            EXPECT_EQ(contentOf(repo.pointer(commit, path.toStdString())),
                      server.file(id, path, revision)->content.all().toStdString())
                << path.toStdString();
        }
    }
    EXPECT_EQ(contentOf(repo.ref(revision.toStdString())), commit);
    EXPECT_TRUE(partials().empty());
    EXPECT_TRUE(server.leaks().empty());
    EXPECT_EQ(progress.phase, DownloadPhase::succeeded);
    EXPECT_EQ(progress.bytesDone, progress.bytesTotal);
    EXPECT_EQ(progress.filesDone, progress.filesTotal);
    EXPECT_EQ(progress.running, 0U);
}

void DownloadTest::expectNoRef() {
    EXPECT_FALSE(fs::exists(layout.ref("main")));
    EXPECT_FALSE(fs::exists(layout.tree(commitOf())));
    EXPECT_TRUE(server.leaks().empty());
}

std::vector<QByteArray> DownloadTest::ranges(const QByteArray& path) {
    std::vector<QByteArray> values;
    for (const fake::Request& request : server.server().requests(content(path))) {
        values.push_back(request.headers.value("Range"));
    }
    return values;
}

std::vector<QByteArray> DownloadTest::asked(const QByteArray& path) {
    std::vector<QByteArray> values = ranges(path);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

QByteArray DownloadTest::content(const QByteArray& path) {
    return "GET /blobs/" + QByteArray::fromStdString(etagOf(path));
}

QByteArray DownloadTest::bytesOf(const QByteArray& path) {
    return server.file("org/model", path)->content.all();
}

void DownloadTest::writePartial(const QByteArray& path, const QByteArray& bytes) {
    scratch.write(partialOf(path).lexically_relative(scratch.path()).string(), bytes.toStdString());
}

}  // namespace hub::test

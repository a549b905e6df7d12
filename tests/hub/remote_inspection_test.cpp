#include "hub/remote_inspection.hpp"

#include "hub/hub_environment.hpp"
#include "support/fake_hub/hub.hpp"
#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace hub {
namespace {

namespace fs = std::filesystem;
using quince::ErrorCode;
using quince::Result;
using testing::HasSubstr;

/// Waits for nothing.
class NoWaiter final : public Waiter {
public:
    bool wait(std::chrono::milliseconds, const quince::StopToken& stop) override {
        return !stop.stopRequested();
    }
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return {}; }
};

QByteArray bytes(const std::string& text) {
    return QByteArray::fromStdString(text);
}

/// A model of one BF16 tensor with so many elements; no byte of them need exist.
fake::Content largeWeights(std::int64_t elements, std::size_t metadata = 0) {
    const quince::TensorSpec tensor{"model.embed_tokens.weight", quince::DType::bf16, {elements}};
    const std::string header = quince::encodeSafetensorsHeader(
        {&tensor, 1}, {{"format", "pt"}, {"note", std::string(metadata, 'x')}});
    return fake::Content::seeded(1, static_cast<qint64>(header.size()) + 2 * elements,
                                 bytes(header));
}

class InspectRemote : public testing::Test {
protected:
    InspectRemote() {
        hub.addRepo("org/model");
        environment.endpoint = hub.endpoint();
        environment.userAgent = "test";
    }

    void commit(const std::map<QByteArray, fake::Content>& files) {
        commitId = hub.commit("org/model", files).toStdString();
    }

    /// The files of a folder.
    void commitFolder(const fs::path& folder) {
        std::map<QByteArray, fake::Content> files;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
            files[bytes(entry.path().filename().string())] =
                fake::Content(bytes(quince::test::contentOf(entry.path())));
        }
        commit(files);
    }

    Result<RemoteInspection> inspect(const quince::StopToken& stop = {}) {
        const auto list = [this](const quince::StopToken&) -> Result<std::vector<RepoFile>> {
            ++listed;
            std::vector<RepoFile> files;
            for (const QByteArray& path : hub.paths("org/model", bytes(commitId))) {
                const auto file = hub.file("org/model", path, bytes(commitId));
                files.push_back({path.toStdString(), file->content.size(),
                                 file->blobId.toStdString(), file->sha256.toStdString()});
            }
            return files;
        };
        return inspectRemote({"org/model", commitId}, list, *library, HeaderStore(temp / "seen"),
                             environment, token, waiter, stop);
    }

    [[nodiscard]] std::vector<fake::Request> fileRequests() const {
        return hub.server().requests("GET /org/model/resolve/*");
    }

    quince::test::TempFolder temp;
    fake::Hub hub;
    HubEnvironment environment;
    Token token;
    NoWaiter waiter;
    std::shared_ptr<const quince::ArchitectureLibrary> library =
        quince::ArchitectureLibrary::builtIn();
    std::string commitId;
    int listed = 0;
};

TEST_F(InspectRemote, PlansAsTheDownloadedModel) {
    const quince::test::TempFolder whole;
    quince::test::fillSpec(quince::test::golden("specs", "qwen3"), whole.path());
    commitFolder(whole.path());

    const auto remote = inspect();

    ASSERT_TRUE(remote.ok()) << remote.error().message;
    const auto local = quince::inspect(whole.path(), *library);
    ASSERT_TRUE(local.ok());
    quince::Recipe recipe;
    recipe.quantize = true;
    const auto there = quince::makePlan(remote->inspection, recipe);
    const auto here = quince::makePlan(*local, recipe);
    EXPECT_TRUE(there.ok());
    EXPECT_EQ(there.configJson, here.configJson);
    EXPECT_EQ(quince::layoutOutput(there).indexJson, quince::layoutOutput(here).indexJson);
    EXPECT_EQ(quince::layoutOutput(there).fileBytes, quince::layoutOutput(here).fileBytes);
    EXPECT_TRUE(hub.leaks().empty());
}

TEST_F(InspectRemote, ASecondLookCostsNoRequest) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1000)}});
    ASSERT_TRUE(inspect().ok());
    hub.server().forgetRequests();

    const auto again = inspect();

    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->inspection->checkpoint.tensors.size(), 1u);
    EXPECT_EQ(listed, 1);
    EXPECT_TRUE(hub.server().requests().empty());
}

TEST_F(InspectRemote, ASecondLookCostsNoRequestWhateverOtherFilesAreCalled) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1000)},
            {"images/what?.png", fake::Content("a picture")},
            {"CON", fake::Content("a device")}});
    ASSERT_TRUE(inspect().ok());
    hub.server().forgetRequests();

    const auto again = inspect();

    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->files.size(), 4u);
    EXPECT_EQ(listed, 1);
    EXPECT_TRUE(hub.server().requests().empty());
}

TEST_F(InspectRemote, AsksOnceForTheBeginningOfALargeFile) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(50'000'000'000).withDigest(QByteArray(64, 'a'))}});

    const auto inspection = inspect();

    ASSERT_TRUE(inspection.ok()) << inspection.error().message;
    EXPECT_EQ(inspection->inspection->checkpoint.tensorBytes, 100'000'000'000u);
    EXPECT_TRUE(inspection->inspection->checkpoint.isRemote);
    const auto blobs = hub.server().requests("GET /blobs/*");
    ASSERT_EQ(blobs.size(), 1u);
    EXPECT_EQ(blobs[0].headers.value("Range"), "bytes=0-262143");
}

TEST_F(InspectRemote, AsksASecondTimeForTheRestOfALongHeader) {
    const fake::Content weights = largeWeights(1'000'000, 300'000);
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", weights}});

    const auto inspection = inspect();

    ASSERT_TRUE(inspection.ok()) << inspection.error().message;
    const auto blobs = hub.server().requests("GET /blobs/*");
    ASSERT_EQ(blobs.size(), 2u);
    const qint64 end = weights.size() - 2'000'000;
    EXPECT_EQ(blobs[1].headers.value("Range"), "bytes=262144-" + QByteArray::number(end - 1));
}

TEST_F(InspectRemote, TakesWhatItNeedsFromAServerThatIgnoresRanges) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors",
             largeWeights(50'000'000'000, 300'000).withDigest(QByteArray(64, 'b'))}});
    hub.server().fail("GET /blobs/*", {.ignoresRange = true}, fake::HttpServer::always);

    const auto inspection = inspect();

    ASSERT_TRUE(inspection.ok()) << inspection.error().message;
}

TEST_F(InspectRemote, RefusesAnotherRangeThanItAskedFor) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1'000'000)}});
    for (const char* range : {"bytes 1-262144/2000128", "bytes 0-262143/17", "nonsense"}) {
        hub.server().fail("GET /blobs/*", {.contentRange = range});

        const auto inspection = inspect();

        ASSERT_FALSE(inspection.ok()) << range;
        EXPECT_EQ(inspection.error().code, ErrorCode::untrusted) << range;
    }
}

TEST_F(InspectRemote, GoesOnAfterABrokenConnection) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1000, 24'000'000)}});
    // The first piece of the header comes; the rest breaks off twice. So late that the head of the
    // answer was read long before: else Qt may repeat the request by itself.
    hub.server().fail("GET /blobs/*", {.closeAfter = 8'000'000}, 2, 1);
    hub.server().fail("GET /org/model/resolve/*/config.json", {.status = 503});

    EXPECT_TRUE(inspect().ok());

    EXPECT_EQ(hub.server().requests("GET /blobs/*").size(), 4u);
}

TEST_F(InspectRemote, GoesOnAfterAConnectionThatBrokeOffBehindTheHeadOfItsAnswer) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1'000'000)}});
    hub.server().fail("GET /blobs/*", {.closeAfter = 0}, 2);
    EXPECT_TRUE(inspect().ok());

    HeaderStore(temp / "seen").forget({"org/model", commitId});
    hub.server().forgetRequests();
    environment.transferTimeout = std::chrono::milliseconds(300);
    hub.server().fail("GET /blobs/*", {.stallAfter = 0}, 2);
    EXPECT_TRUE(inspect().ok());
    EXPECT_EQ(hub.server().requests("GET /blobs/*").size(), 3u);
}

TEST_F(InspectRemote, GivesUpAfterFiveAnswersWithoutAByte) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1'000'000)}});
    environment.transferTimeout = std::chrono::milliseconds(1000);  // enough for a head to come
    hub.server().fail("GET /blobs/*", {.stallAfter = 0}, fake::HttpServer::always);

    const auto inspection = inspect();

    ASSERT_FALSE(inspection.ok());
    EXPECT_EQ(inspection.error().code, ErrorCode::network);
    EXPECT_THAT(inspection.error().message, HasSubstr("sent nothing"));
    EXPECT_EQ(hub.server().requests("GET /blobs/*").size(), 5u);
}

TEST_F(InspectRemote, ChecksEachHeaderAndKeepsNothingOfABadOne) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", fake::Content::seeded(7, 1'000'000)}});

    const auto inspection = inspect();

    ASSERT_FALSE(inspection.ok());
    EXPECT_EQ(inspection.error().code, ErrorCode::malformed);
    EXPECT_THAT(inspection.error().message, HasSubstr("model.safetensors"));
    EXPECT_TRUE(inspection.error().path.empty());
    EXPECT_FALSE(HeaderStore(temp / "seen").listingOf({"org/model", commitId}));
}

TEST_F(InspectRemote, ReadsAgainWhatWasDamagedOnTheDisk) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1000)}});
    ASSERT_TRUE(inspect().ok());
    const fs::path kept = HeaderStore(temp / "seen").folderOf({"org/model", commitId});
    fs::resize_file(kept / "model.safetensors.header", 20);

    EXPECT_TRUE(inspect().ok());

    EXPECT_EQ(listed, 2);
}

TEST_F(InspectRemote, TellsAnotherFormatBeforeItAsksForWeights) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"pytorch_model.bin", fake::Content::seeded(1, 1'000'000)}});

    const auto inspection = inspect();

    ASSERT_FALSE(inspection.ok());
    EXPECT_EQ(inspection.error().code, ErrorCode::unsupported);
    EXPECT_THAT(inspection.error().message, HasSubstr("pytorch_model.bin"));
    EXPECT_EQ(fileRequests().size(), 1u);
}

TEST_F(InspectRemote, NeedsAConfig) {
    commit({{"model.safetensors", largeWeights(10)}});

    const auto inspection = inspect();

    ASSERT_FALSE(inspection.ok());
    EXPECT_THAT(inspection.error().message, HasSubstr("config.json"));
    EXPECT_TRUE(fileRequests().empty());
}

TEST_F(InspectRemote, SaysThatAGateIsClosedAndOpensItWithAToken) {
    hub.with([](fake::HubState& state) {
        state.findRepo("org/model")->gated = "manual";
        state.findRepo("org/model")->granted = {"alice"};
    });
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1000)}});

    const auto closed = inspect();
    token = Token::fromText(fake::Hub::readToken);
    const auto open = inspect();

    ASSERT_FALSE(closed.ok());
    EXPECT_EQ(closed.error().code, ErrorCode::gated);
    EXPECT_TRUE(open.ok());
    EXPECT_TRUE(hub.leaks().empty());
}

TEST_F(InspectRemote, StopsWhileTheServerIsSilent) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1'000'000)}});
    hub.server().fail("GET /blobs/*", {.stallAfter = 1000}, fake::HttpServer::always);
    quince::StopSource stop;
    std::thread stopper([&] {
        EXPECT_TRUE(hub.server().waitForStalled());
        stop.requestStop();
    });

    const auto inspection = inspect(stop.token());
    stopper.join();

    ASSERT_FALSE(inspection.ok());
    EXPECT_EQ(inspection.error().code, ErrorCode::stopped);
}

TEST_F(InspectRemote, MakesNoConnectionWhenOffline) {
    commit({{"config.json", fake::Content("{\"model_type\": \"llama\"}")},
            {"model.safetensors", largeWeights(1000)}});
    environment.offline = true;

    const auto inspection = inspect();

    ASSERT_FALSE(inspection.ok());
    EXPECT_EQ(inspection.error().code, ErrorCode::offline);
    EXPECT_EQ(hub.server().connections(), 0);
}

}  // namespace
}  // namespace hub

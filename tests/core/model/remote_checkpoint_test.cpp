#include "core/base/file.hpp"
#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>
#include <quince/footprint.hpp>
#include <quince/plan.hpp>
#include <quince/remote_checkpoint.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace quince {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

/// A whole model in `whole`, and in `far` what a machine has of it that has seen the headers only.
class RemoteCheckpoint : public testing::Test {
protected:
    void look() {
        files.clear();
        for (const fs::directory_entry& entry : fs::directory_iterator(whole.path())) {
            const std::string name = entry.path().filename().string();
            files.push_back({name, entry.file_size()});
            const std::string bytes = test::contentOf(entry.path());
            if (entry.path().extension() == ".json") {
                far.write(name, bytes);
            } else if (entry.path().extension() == ".safetensors") {
                far.write(name + ".header", bytes.substr(0, headerBytes(bytes)));
            }
        }
    }

    static std::uint64_t headerBytes(const std::string& file) {
        std::array<std::byte, 8> start{};
        std::memcpy(start.data(), file.data(), start.size());
        const auto bytes = safetensorsHeaderBytes(start, file.size());
        EXPECT_TRUE(bytes.ok());
        return bytes ? *bytes : 0;
    }

    void shard(const std::string& name, const std::vector<TensorSpec>& tensors) const {
        ASSERT_TRUE(SafetensorsWriter::create(whole / name, tensors, {{"format", "pt"}}).ok());
    }

    [[nodiscard]] Error error() const {
        auto checkpoint = openRemoteCheckpoint(far.path(), files);
        EXPECT_FALSE(checkpoint.ok());
        return checkpoint ? Error{} : std::move(checkpoint).error();
    }

    RemoteFile& file(std::string_view name) {
        return *std::find_if(files.begin(), files.end(),
                             [&](const RemoteFile& one) { return one.name == name; });
    }

    test::TempFolder whole;
    test::TempFolder far;
    std::vector<RemoteFile> files;
};

class RemotePlan : public RemoteCheckpoint, public testing::WithParamInterface<const char*> {};

TEST_P(RemotePlan, IsThatOfTheWholeModel) {
    test::fillSpec(test::golden("specs", GetParam()), whole.path());
    look();
    const auto library = ArchitectureLibrary::builtIn();

    const auto local = inspect(whole.path(), *library);
    auto opened = openRemoteCheckpoint(far.path(), files);

    ASSERT_TRUE(local.ok() && opened.ok());
    EXPECT_TRUE(opened->isRemote);
    const auto remote = inspect(*std::move(opened), *library);
    for (const bool quantize : {false, true}) {
        Recipe recipe;
        recipe.quantize = quantize;
        const ConversionPlan here = makePlan(*local, recipe);
        const ConversionPlan there = makePlan(remote, recipe);
        EXPECT_TRUE(there.ok());
        EXPECT_EQ(there.outputBytes, here.outputBytes);
        EXPECT_EQ(there.parameters, here.parameters);
        EXPECT_EQ(there.configJson, here.configJson);
        EXPECT_EQ(layoutOutput(there).fileBytes, layoutOutput(here).fileBytes);
        EXPECT_EQ(layoutOutput(there).indexJson, layoutOutput(here).indexJson);
        EXPECT_EQ(footprintOf(there, 4096).total(), footprintOf(here, 4096).total());
    }
}

INSTANTIATE_TEST_SUITE_P(Goldens, RemotePlan,
                         testing::Values("qwen3", "qwen2__awq", "deepseek_v2", "llama__tied"));

TEST_F(RemoteCheckpoint, TakesTheShardsThatTheIndexNames) {
    whole.write("config.json", R"({"model_type": "llama"})");
    shard("model-00001-of-00002.safetensors", {{"a", DType::bf16, {2, 2}}});
    shard("model-00002-of-00002.safetensors", {{"b", DType::f16, {4}}});
    shard("consolidated.safetensors", {{"c", DType::f16, {4}}});
    whole.write("model.safetensors.index.json",
                R"({"weight_map": {"a": "model-00001-of-00002.safetensors",
                                   "b": "model-00002-of-00002.safetensors"}})");
    look();

    const auto names = remoteWeightFiles(far.path(), files);
    const auto checkpoint = openRemoteCheckpoint(far.path(), files);

    ASSERT_TRUE(names.ok() && checkpoint.ok());
    EXPECT_THAT(*names, ElementsAre("model-00001-of-00002.safetensors",
                                    "model-00002-of-00002.safetensors"));
    ASSERT_EQ(checkpoint->tensors.size(), 2u);
    EXPECT_EQ(checkpoint->tensors[1].shard, 1u);
    EXPECT_EQ(checkpoint->shards[1].bytes, file("model-00002-of-00002.safetensors").bytes);
}

TEST_F(RemoteCheckpoint, FindsAMissingShardByTheListing) {
    whole.write("config.json", R"({"model_type": "llama"})");
    whole.write("model.safetensors.index.json", R"({"weight_map": {"a": "model-9.safetensors"}})");
    look();

    EXPECT_THAT(error().message, HasSubstr("model-9.safetensors"));
}

TEST_F(RemoteCheckpoint, ChecksTheHeaderAgainstTheSizeThatIsTold) {
    test::fillSpec(test::golden("specs", "qwen3"), whole.path());
    look();

    file("model.safetensors").bytes -= 1;

    EXPECT_EQ(error().code, ErrorCode::malformed);
}

TEST_F(RemoteCheckpoint, RefusesAHeaderThatIsNotWholeOrNotThere) {
    test::fillSpec(test::golden("specs", "qwen3"), whole.path());
    look();
    const fs::path header = remoteHeaderFile(far.path(), "model.safetensors");

    fs::resize_file(header, fs::file_size(header) - 1);
    EXPECT_EQ(error().code, ErrorCode::io);
    fs::remove(header);
    EXPECT_EQ(error().code, ErrorCode::notFound);
}

TEST_F(RemoteCheckpoint, LeavesOutNamesThatLeadOutOfTheModel) {
    whole.write("config.json", R"({"model_type": "llama"})");
    look();

    files.push_back({"..\\model.safetensors", 100});
    files.push_back({"sub/model.safetensors", 100});

    EXPECT_EQ(error().code, ErrorCode::notFound);
}

TEST_F(RemoteCheckpoint, CannotBeConverted) {
    test::fillSpec(test::golden("specs", "qwen3"), whole.path());
    look();
    auto opened = openRemoteCheckpoint(far.path(), files);
    ASSERT_TRUE(opened.ok());
    ConversionJob job;
    job.plan = makePlan(inspect(*std::move(opened), *ArchitectureLibrary::builtIn()), Recipe());
    job.layout = layoutOutput(job.plan);
    job.destination = whole / "result";
    job.staging = stagingFor(job.destination, std::nullopt);
    Progress progress;

    const auto report = convert(job, progress, StopToken());

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::notFound);
    EXPECT_THAT(report.error().message, HasSubstr("download"));
}

TEST(SafetensorsHeaderBytes, RefusesLengthsThatCannotBe) {
    const auto of = [](std::uint64_t length, std::uint64_t fileBytes) {
        std::array<std::byte, 8> start{};
        for (std::size_t i = 0; i < start.size(); ++i) {
            start[i] = static_cast<std::byte>(length >> (8 * i));
        }
        return safetensorsHeaderBytes(start, fileBytes);
    };

    EXPECT_EQ(of(10, 18).value(), 18u);
    for (const auto& [length, fileBytes] : {std::pair<std::uint64_t, std::uint64_t>{0, 100},
                                            {93, 100},
                                            {1, 7},
                                            {~0ull, 100},
                                            {200'000'000, 1'000'000'000'000}}) {
        EXPECT_EQ(of(length, fileBytes).error().code, ErrorCode::malformed) << length;
    }
}

}  // namespace
}  // namespace quince

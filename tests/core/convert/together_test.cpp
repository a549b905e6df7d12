#include "core/convert/job_builder.hpp"
#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace quince::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Jobs = std::vector<ConversionJob>;
using Reports = std::vector<Result<ConversionReport>>;

/// A small Llama of some tiles.
Json llamaSpec() {
    constexpr int hidden = 256;
    constexpr int vocabulary = 12000;
    Json tensors = Json::array();
    const auto add = [&](const std::string& name, const Json& shape) {
        tensors.push_back(Json::array({name, "BF16", shape}));
    };
    add("model.embed_tokens.weight", {vocabulary, hidden});
    for (const std::string layer : {"model.layers.0.", "model.layers.1."}) {
        for (const char* square : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
            add(layer + "self_attn." + square + ".weight", {hidden, hidden});
        }
        add(layer + "mlp.gate_proj.weight", {hidden * 2, hidden});
        add(layer + "mlp.up_proj.weight", {hidden * 2, hidden});
        add(layer + "mlp.down_proj.weight", {hidden, hidden * 2});
        add(layer + "input_layernorm.weight", {hidden});
        add(layer + "post_attention_layernorm.weight", {hidden});
    }
    add("model.norm.weight", {hidden});
    const Json config{
        {"model_type", "llama"},  {"hidden_size", hidden},           {"vocab_size", vocabulary},
        {"num_hidden_layers", 2}, {"intermediate_size", hidden * 2}, {"num_attention_heads", 4},
        {"rms_norm_eps", 1e-5},   {"tie_word_embeddings", true}};
    return Json{{"config", config}, {"tensors", tensors}};
}

Recipe bits(int number, std::optional<int> groupSize = {}) {
    Recipe recipe;
    recipe.quantize = true;
    recipe.bits = number;
    recipe.groupSize = groupSize;
    return recipe;
}

class Together : public testing::Test {
protected:
    void SetUp() override {
        fillSpec(llamaSpec(), m_folder / "source");
        auto inspection = inspect(m_folder / "source", *ArchitectureLibrary::builtIn());
        ASSERT_TRUE(inspection.ok()) << inspection.error().message;
        m_inspection = *inspection;
    }

    [[nodiscard]] ConversionJob job(const Recipe& recipe, const std::string& name) const {
        ConversionJob job;
        job.plan = makePlan(m_inspection, recipe);
        EXPECT_TRUE(job.plan.ok());
        job.layout = layoutOutput(job.plan, std::uint64_t{3} << 20);
        job.destination = m_folder / "out" / name;
        job.staging = stagingFor(job.destination, std::nullopt);
        job.threads = 2;
        return job;
    }

    /// 4 bits, 8 bits in smaller groups, and all as it is; three kinds of shards.
    [[nodiscard]] Jobs threeJobs() const {
        return {job(bits(4), "q4"), job(bits(8, 32), "q8"), job({}, "bf16")};
    }

    /// What separate runs give.
    [[nodiscard]] std::vector<std::map<std::string, std::string>> separately() const {
        std::vector<std::map<std::string, std::string>> files;
        for (const ConversionJob& one : threeJobs()) {
            Progress progress;
            const auto report = convert(one, progress, {});
            EXPECT_TRUE(report.ok()) << report.error().message;
            files.push_back(filesIn(one.destination));
            fs::remove_all(one.destination);
        }
        return files;
    }

    void expectAll(const Reports& reports,
                   const std::vector<std::map<std::string, std::string>>& expected) const {
        const Jobs jobs = threeJobs();
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            ASSERT_TRUE(reports[i].ok()) << reports[i].error().message;
            EXPECT_EQ(reports[i]->folder, jobs[i].destination);
            EXPECT_EQ(filesIn(jobs[i].destination), expected[i]) << jobs[i].destination;
            EXPECT_FALSE(fs::exists(jobs[i].staging));
        }
    }

    /// Runs until something is written, then stops.
    static Reports runAndStop(const Jobs& jobs) {
        Progress progress;
        StopSource stop;
        std::thread watcher([&] {
            while (progress.state < ConversionState::writing ||
                   (progress.state == ConversionState::writing && progress.bytesDone == 0)) {
                std::this_thread::yield();
            }
            stop.requestStop();
        });
        Reports reports = convertTogether(jobs, progress, stop.token());
        watcher.join();
        EXPECT_EQ(progress.state, ConversionState::stopped);
        return reports;
    }

    TempFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
};

TEST_F(Together, GivesTheBytesOfSeparateRuns) {
    const auto expected = separately();
    Progress progress;

    const Reports reports = convertTogether(threeJobs(), progress, {});

    expectAll(reports, expected);
    EXPECT_EQ(progress.state, ConversionState::succeeded);
    EXPECT_EQ(progress.bytesDone, progress.bytesTotal);
    EXPECT_EQ(progress.shardsDone, progress.shardsTotal);
}

TEST_F(Together, ReadsTheSourceOnce) {
    Progress alone;
    ASSERT_TRUE(convert(job({}, "alone"), alone, {}).ok());

    Progress progress;
    const Reports reports = convertTogether(threeJobs(), progress, {});

    ASSERT_TRUE(reports[0].ok());
    EXPECT_EQ(reports[0]->bytesRead, alone.bytesRead);
    EXPECT_EQ(alone.bytesRead, m_inspection->checkpoint.tensorBytes);
}

TEST_F(Together, AStopKeepsAllAndEachGoesOn) {
    const auto expected = separately();
    for (const auto& report : runAndStop(threeJobs())) {
        ASSERT_FALSE(report.ok());
        EXPECT_EQ(report.error().code, ErrorCode::stopped);
    }
    const Jobs jobs = threeJobs();
    std::uint64_t kept = 0;
    for (const ConversionJob& one : jobs) {
        kept += resumableBytes(one);
        EXPECT_FALSE(fs::exists(one.destination));
    }
    EXPECT_GT(kept, 0U);
    Progress alone;
    const auto second = convert(jobs[1], alone, {});
    ASSERT_TRUE(second.ok()) << second.error().message;
    EXPECT_EQ(filesIn(jobs[1].destination), expected[1]);
    fs::remove_all(jobs[1].destination);

    Progress progress;
    const Reports reports = convertTogether(jobs, progress, {});

    expectAll(reports, expected);
    EXPECT_EQ(reports[0]->bytesResumed + reports[2]->bytesResumed + second->bytesResumed, kept);
}

TEST_F(Together, AnExistingModelStopsOnlyItsOwnResult) {
    m_folder.write("out/q8/old.txt", "old");
    Progress progress;

    const Reports reports = convertTogether(threeJobs(), progress, {});

    EXPECT_TRUE(reports[0].ok());
    ASSERT_FALSE(reports[1].ok());
    EXPECT_EQ(reports[1].error().code, ErrorCode::alreadyExists);
    EXPECT_TRUE(reports[2].ok());
    EXPECT_EQ(progress.state, ConversionState::failed);
}

TEST_F(Together, AFullDiskInTheMiddleLosesOnlyTheResultThatMeetsIt) {
    const auto expected = separately();
    // Stopped before the first tile: the shards stand there in full size.
    Progress progress;
    StopSource stop;
    stop.requestStop();
    for (const auto& report : convertTogether(threeJobs(), progress, stop.token())) {
        ASSERT_FALSE(report.ok());
    }
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit allowed{4000000, 4000000};  // between the largest shards of q8 and of bf16
        ::setrlimit(RLIMIT_FSIZE, &allowed);
        Progress theirs;
        Jobs mine = threeJobs();
        mine.front().threads = 1;  // so that the tiles before the fatal one are done
        const Reports reports = convertTogether(mine, theirs, {});
        const bool asMeant = reports[0].ok() && reports[1].ok() && !reports[2].ok() &&
                             reports[2].error().code == ErrorCode::diskFull &&
                             theirs.state == ConversionState::failed;
        ::_exit(asMeant ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);

    const Jobs jobs = threeJobs();
    EXPECT_EQ(filesIn(jobs[0].destination), expected[0]);
    EXPECT_EQ(filesIn(jobs[1].destination), expected[1]);
    EXPECT_FALSE(fs::exists(jobs[2].destination));
    EXPECT_GT(resumableBytes(jobs[2]), 0U);
    Progress alone;
    EXPECT_TRUE(convert(jobs[2], alone, {}).ok());
    EXPECT_EQ(filesIn(jobs[2].destination), expected[2]);
}

TEST_F(Together, ASourceThatCannotBeReadFailsAll) {
    const Jobs jobs = threeJobs();
    fs::remove(m_folder / "source/model.safetensors");
    Progress progress;

    for (const auto& report : convertTogether(jobs, progress, {})) {
        EXPECT_FALSE(report.ok());
    }
    EXPECT_EQ(progress.state, ConversionState::failed);
}

TEST_F(Together, RefusesWhatCannotBeOnePass) {
    const auto codeOf = [](const Jobs& jobs) {
        const Status status = canConvertTogether(jobs);
        return status ? std::nullopt : std::optional(status.error().code);
    };
    EXPECT_EQ(codeOf(threeJobs()), std::nullopt);
    EXPECT_EQ(codeOf({job(bits(4), "a"), job(bits(8), "a")}), ErrorCode::invalidArgument);

    Jobs seeing{job(bits(4), "a"), job(bits(8), "b")};
    seeing[1].plan.vision = VisionChoice::keep;
    EXPECT_EQ(codeOf(seeing), ErrorCode::invalidArgument);

    Jobs others{job(bits(4), "a"), job(bits(8), "b")};
    others[1].plan.inspection = std::make_shared<const Inspection>(*m_inspection);
    EXPECT_EQ(codeOf(others), ErrorCode::invalidArgument);
    Progress progress;
    for (const auto& report : convertTogether(others, progress, {})) {
        EXPECT_FALSE(report.ok());
    }
    EXPECT_FALSE(fs::exists(m_folder / "out/a"));
}

TEST_F(Together, WhatAStoppedRunSetAsideIsNotNeededTwice) {
    const ConversionJob one = job(bits(4), "q4");
    const std::uint64_t before = spaceNeeded(one);
    EXPECT_GE(before, one.layout.fileBytes);

    runAndStop({one});

    EXPECT_LE(spaceNeeded(one), before - one.layout.fileBytes);
}

}  // namespace
}  // namespace quince::test

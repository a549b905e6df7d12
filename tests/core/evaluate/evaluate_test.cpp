#include "core/evaluate/importance.hpp"
#include "support/fill_spec.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>
#include <quince/evaluate.hpp>
#include <quince/importance.hpp>
#include <quince/safetensors.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cstring>
#include <fstream>

namespace quince::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const std::string folder = QUINCE_TEST_DATA "/evaluate/";
const fs::path sample = QUINCE_RESOURCES "/sample/Quince-Sample";

Json dataFile(const std::string& name) {
    return Json::parse(contentOf(folder + name));
}

/// A checkpoint of random weights, as reference.py makes it.
class CheckpointWriter {
public:
    explicit CheckpointWriter(Json config) : m_config(std::move(config)) {}

    void write(const fs::path& to) {
        addTensors();
        fs::create_directories(to);
        std::ofstream(to / "config.json") << m_config.dump();
        const std::string header = m_header.dump();
        const std::uint64_t size = header.size();
        std::ofstream file(to / "model.safetensors", std::ios::binary);
        file.write(reinterpret_cast<const char*>(&size), sizeof size);
        file << header << m_data;
        fs::copy_file(sample / "tokenizer.json", to / "tokenizer.json");
    }

private:
    [[nodiscard]] std::int64_t number(const char* key, std::int64_t otherwise = 0) const {
        const Json value = m_config.value(key, Json());
        return value.is_number() ? value.get<std::int64_t>() : otherwise;
    }
    [[nodiscard]] bool flag(const char* key) const { return m_config.value(key, false); }

    void add(const std::string& name, const Shape& shape, float scale, float offset) {
        const std::uint64_t count = elementCount(shape);
        const std::vector<std::byte> raw = specValues(name, DType::f32, count, 1);
        const std::size_t begin = m_data.size();
        for (std::uint64_t i = 0; i < count; ++i) {
            float value = 0;
            std::memcpy(&value, raw.data() + i * sizeof value, sizeof value);
            value = value * scale + offset;
            m_data.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        m_header[name] = {
            {"dtype", "F32"}, {"shape", shape}, {"data_offsets", {begin, m_data.size()}}};
    }

    void addLinear(const std::string& path, std::int64_t rows, std::int64_t columns, bool bias) {
        add(path + ".weight", {rows, columns}, 4, 0);
        if (bias) {
            add(path + ".bias", {rows}, 8, 0);
        }
    }

    void addTensors() {
        const std::int64_t hidden = number("hidden_size");
        add("model.embed_tokens.weight", {number("vocab_size"), hidden}, 16, 0);
        add("model.norm.weight", {hidden}, 8, 1);
        for (std::int64_t i = 0; i < number("num_hidden_layers"); ++i) {
            addLayer("model.layers." + std::to_string(i));
        }
        if (!flag("tie_word_embeddings")) {
            addLinear("lm_head", number("vocab_size"), hidden, false);
        }
    }

    void addLayer(const std::string& path) {
        const std::int64_t hidden = number("hidden_size");
        const std::int64_t inside = number("intermediate_size");
        const std::int64_t heads = number("num_attention_heads");
        const std::int64_t keyHeads = number("num_key_value_heads", heads);
        const std::int64_t size = number("head_dim", hidden / heads);
        const bool isQwen2 = m_config["model_type"] == "qwen2";
        const bool bias = flag("attention_bias");
        add(path + ".input_layernorm.weight", {hidden}, 8, 1);
        add(path + ".post_attention_layernorm.weight", {hidden}, 8, 1);
        addLinear(path + ".self_attn.q_proj", heads * size, hidden, isQwen2 || bias);
        addLinear(path + ".self_attn.k_proj", keyHeads * size, hidden, isQwen2 || bias);
        addLinear(path + ".self_attn.v_proj", keyHeads * size, hidden, isQwen2 || bias);
        addLinear(path + ".self_attn.o_proj", hidden, heads * size, !isQwen2 && bias);
        if (m_config["model_type"] == "qwen3") {
            add(path + ".self_attn.q_norm.weight", {size}, 8, 1);
            add(path + ".self_attn.k_norm.weight", {size}, 8, 1);
        }
        addLinear(path + ".mlp.gate_proj", inside, hidden, flag("mlp_bias"));
        addLinear(path + ".mlp.up_proj", inside, hidden, flag("mlp_bias"));
        addLinear(path + ".mlp.down_proj", hidden, inside, flag("mlp_bias"));
    }

    Json m_config;
    Json m_header = {{"__metadata__", {{"format", "pt"}}}};
    std::string m_data;
};

/// A source, and what Quince makes of it.
struct Pair {
    fs::path source;
    fs::path result;
};

Pair makePair(const TempFolder& temp, const Json& each) {
    Pair pair{sample, temp / "result"};
    if (each.contains("config")) {
        pair.source = temp / "source";
        CheckpointWriter(each["config"]).write(pair.source);
    }
    auto inspection = inspect(pair.source, *ArchitectureLibrary::builtIn());
    EXPECT_TRUE(inspection.ok());
    Recipe recipe;
    recipe.quantize = true;
    recipe.method = QuantMethod::mlx;
    recipe.mode = *quantModeFromName(each.value("mode", "affine"));
    recipe.bits = each["bits"].get<int>();
    recipe.groupSize = each["group_size"].get<int>();
    ConversionJob job;
    job.plan = makePlan(*inspection, recipe);
    EXPECT_TRUE(job.plan.ok());
    job.layout = layoutOutput(job.plan);
    job.destination = pair.result;
    job.staging = temp / "staging";
    Progress progress;
    EXPECT_TRUE(convert(job, progress, {}).ok());
    return pair;
}

EvaluationJob jobFor(const Pair& pair, const Json& each) {
    EvaluationJob job;
    job.folder = pair.result;
    job.source = pair.source;
    job.text = folder + "text.txt";
    job.context = each["context"].get<std::uint64_t>();
    job.maxTokens = each["tokens"].get<std::uint64_t>();
    return job;
}

Result<EvaluationReport> run(const EvaluationJob& job) {
    Progress progress;
    return evaluate(job, *ArchitectureLibrary::builtIn(), progress, {});
}

std::vector<std::string> caseNames() {
    std::vector<std::string> names;
    const Json cases = dataFile("cases.json");
    for (const auto& entry : cases.items()) {
        names.push_back(entry.key());
    }
    return names;
}

class DenseFamily : public testing::TestWithParam<std::string> {};

/// reference.py computes in F64; what F32 loses in these small models is below these parts.
TEST_P(DenseFamily, AgreesWithTheReference) {
    constexpr double part = 2e-6;
    constexpr double partOfDivergence = 5e-5;
    const TempFolder temp;
    const Json cases = dataFile("cases.json");
    const Json expectations = dataFile("expected.json");
    const Json& each = cases[GetParam()];
    const Json& expected = expectations[GetParam()];
    const auto near = [&](double value, const char* key, double tolerance) {
        const auto wanted = expected[key].get<double>();
        EXPECT_NEAR(value, wanted, tolerance * std::abs(wanted)) << key;
    };

    const Result<EvaluationReport> report = run(jobFor(makePair(temp, each), each));

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->tokens, each["tokens"].get<std::uint64_t>());
    EXPECT_EQ(report->predicted, expected["predicted"].get<std::uint64_t>());
    near(report->perplexity.value, "perplexity", part);
    near(report->perplexity.error, "error", part);
    ASSERT_TRUE(report->comparison.has_value());
    near(report->comparison->source.value, "source", part);
    near(report->comparison->meanDivergence, "kl", partOfDivergence);
    near(report->comparison->divergenceError, "kl_error", partOfDivergence);
    near(report->comparison->divergence99, "kl99", partOfDivergence);
    near(report->comparison->maxDivergence, "klmax", partOfDivergence);
    near(report->comparison->sameTop, "top", 0);
}

INSTANTIATE_TEST_SUITE_P(All, DenseFamily, testing::ValuesIn(caseNames()),
                         [](const auto& test) { return test.param; });

class SampleEvaluation : public testing::Test {
protected:
    SampleEvaluation() : m_pair(makePair(m_temp, m_case)), m_job(jobFor(m_pair, m_case)) {}

    TempFolder m_temp;
    Json m_case = dataFile("cases.json")["sample"];
    Pair m_pair;
    EvaluationJob m_job;
};

TEST_F(SampleEvaluation, DependsNeitherOnThreadsNorOnMemory) {
    m_job.threads = 1;
    const Result<EvaluationReport> one = run(m_job);
    m_job.threads = 5;
    m_job.memoryBytes = 1;  // a pass for each window
    const Result<EvaluationReport> five = run(m_job);

    ASSERT_TRUE(one.ok() && five.ok());
    EXPECT_EQ(one->perplexity.value, five->perplexity.value);
    EXPECT_EQ(one->comparison->meanDivergence, five->comparison->meanDivergence);
    EXPECT_EQ(one->comparison->maxDivergence, five->comparison->maxDivergence);
}

TEST_F(SampleEvaluation, OfAModelAgainstItselfFindsNoDivergence) {
    m_job.folder = m_job.source;

    const Result<EvaluationReport> report = run(m_job);

    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->comparison->maxDivergence, 0);
    EXPECT_EQ(report->comparison->sameTop, 1);
    EXPECT_EQ(report->perplexity.value, report->comparison->source.value);
}

TEST_F(SampleEvaluation, NeedsNoSource) {
    const Result<EvaluationReport> both = run(m_job);
    m_job.source.clear();

    const Result<EvaluationReport> alone = run(m_job);

    ASSERT_TRUE(both.ok() && alone.ok());
    EXPECT_FALSE(alone->comparison.has_value());
    EXPECT_NEAR(alone->perplexity.value, both->perplexity.value, 1e-9 * both->perplexity.value);
}

TEST_F(SampleEvaluation, CountsItsProgressToTheEnd) {
    Progress progress;

    const auto report = evaluate(m_job, *ArchitectureLibrary::builtIn(), progress, {});

    ASSERT_TRUE(report.ok());
    EXPECT_EQ(progress.state.load(), ConversionState::succeeded);
    EXPECT_GT(progress.bytesTotal.load(), 0U);
    EXPECT_EQ(progress.bytesDone.load(), progress.bytesTotal.load());
}

TEST_F(SampleEvaluation, StopsWhenAsked) {
    StopSource stop;
    stop.requestStop();
    Progress progress;

    const auto report = evaluate(m_job, *ArchitectureLibrary::builtIn(), progress, stop.token());

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::stopped);
    EXPECT_EQ(progress.state.load(), ConversionState::stopped);
}

TEST_F(SampleEvaluation, BeginsEachWindowWithTheTokenizersFirstToken) {
    Json tokenizer = Json::parse(contentOf(sample / "tokenizer.json"));
    tokenizer["post_processor"] = Json::parse(R"({"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "b", "type_id": 0}},
                   {"Sequence": {"id": "A", "type_id": 0}}],
        "special_tokens": {"b": {"id": "b", "ids": [0], "tokens": ["b"]}}})");
    const fs::path source = m_temp / "begins";
    fs::copy(sample, source);
    std::ofstream(source / "tokenizer.json") << tokenizer.dump();
    m_job.source = source;

    const Result<EvaluationReport> report = run(m_job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->tokens, 400U);
    EXPECT_EQ(report->predicted, 400U);  // each has one before it
}

TEST_F(SampleEvaluation, RefusesWhatCannotBeMeasured) {
    const auto refusal = [&](const EvaluationJob& job) {
        const Result<EvaluationReport> report = run(job);
        EXPECT_FALSE(report.ok());
        return report.ok() ? ErrorCode::io : report.error().code;
    };
    EvaluationJob job = m_job;
    job.text = m_temp.write("short.txt", "a");
    EXPECT_EQ(refusal(job), ErrorCode::invalidArgument);
    job.text = m_temp.write("binary.txt",
                            "a\xFF"
                            "b");
    EXPECT_EQ(refusal(job), ErrorCode::malformed);
    job.text = m_temp / "none.txt";
    EXPECT_EQ(refusal(job), ErrorCode::notFound);
    job = m_job;
    job.context = 1;
    EXPECT_EQ(refusal(job), ErrorCode::invalidArgument);
    job.context = 513;  // more than its max_position_embeddings
    EXPECT_EQ(refusal(job), ErrorCode::invalidArgument);
    job = m_job;
    Json config = Json::parse(contentOf(sample / "config.json"));
    config["model_type"] = "gemma";
    fs::copy(sample, m_temp / "other");
    std::ofstream(m_temp / "other/config.json") << config.dump();
    job.folder = m_temp / "other";
    EXPECT_EQ(refusal(job), ErrorCode::unsupported);
}

TEST_F(SampleEvaluation, OtherVocabulariesDoNotCompare) {
    const Json cases = dataFile("cases.json");
    Json other = cases["qwen3"];
    other["config"]["vocab_size"] = 300;
    CheckpointWriter(other["config"]).write(m_temp / "wide");
    m_job.source = m_temp / "wide";

    const Result<EvaluationReport> report = run(m_job);

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::mismatch);
    EXPECT_NE(report.error().message.find("300 and 256"), std::string::npos);
}

TEST_F(SampleEvaluation, WritesTheImportanceOfTheSource) {
    m_job.importance = m_temp / "imatrix.gguf";
    m_job.memoryBytes = 1;
    const Json expectations = dataFile("expected.json");
    const Json& expected = expectations["sample"]["importance"];

    const Result<EvaluationReport> report = run(m_job);

    ASSERT_TRUE(report.ok());
    const std::string bytes = contentOf(m_job.importance);
    const auto numberAt = [&](std::size_t at) {
        float value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return static_cast<double>(value);
    };
    const auto offsetAt = [&](std::size_t at) {
        std::uint64_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return static_cast<std::size_t>(value);
    };
    // After a tensor's name: dimensions (4 bytes), two sizes (16), type (4), offset.
    const auto placeOf = [&](const std::string& name) {
        return offsetAt(bytes.find(name) + name.size() + 24);
    };
    const std::size_t infoEnd = bytes.rfind(".counts") + 7 + 32;
    const std::size_t data = (infoEnd + 31) / 32 * 32;
    for (const auto& [path, firstAndLast] : expected.items()) {
        const std::string name = ggufNameOf(path);
        ASSERT_NE(bytes.find(name + ".in_sum2"), std::string::npos) << path;
        EXPECT_EQ(numberAt(data + placeOf(name + ".counts")), 400);
        const double mean = numberAt(data + placeOf(name + ".in_sum2")) / 400;
        const auto wanted = firstAndLast[0].get<double>();
        EXPECT_NEAR(mean, wanted, 1e-5 * wanted) << path;
    }
}

TEST_F(SampleEvaluation, GivesTheImportanceOfATiedHeadToTheEmbeddings) {
    const Json cases = dataFile("cases.json");
    m_job.folder = m_temp / "tied";
    CheckpointWriter(cases["qwen3"]["config"]).write(m_job.folder);
    m_job.source.clear();
    m_job.importance = m_temp / "tied.gguf";

    const Result<EvaluationReport> report = run(m_job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto data = readImportance(m_job.importance, {});
    ASSERT_TRUE(data.ok()) << data.error().message;
    ASSERT_TRUE((*data)->entries.contains("token_embd"));
    EXPECT_FALSE((*data)->entries.contains("output"));
    Recipe recipe;
    recipe.quantize = true;
    recipe.method = QuantMethod::refined;
    ConversionPlan plan = makePlan(*inspect(m_job.folder, *ArchitectureLibrary::builtIn()), recipe);
    useImportance(plan, *data);
    ASSERT_TRUE(plan.importance);
    EXPECT_EQ(plan.problems.back().message.find("the others"), std::string::npos)
        << plan.problems.back().message;
}

TEST_F(SampleEvaluation, TellsBeforeThePassThatTheImportanceCannotBeWritten) {
    const auto refusal = [&](const fs::path& path) {
        m_job.importance = path;
        Progress progress;
        const Result<EvaluationReport> report =
            evaluate(m_job, *ArchitectureLibrary::builtIn(), progress, {});
        EXPECT_FALSE(report.ok());
        EXPECT_EQ(progress.bytesTotal, 0U);  // nothing was run
        return report.ok() ? "" : report.error().message;
    };

    EXPECT_EQ(refusal(m_temp / "none/x.gguf"),
              "The importance cannot be written to x.gguf: there is no folder " +
                  (m_temp / "none").generic_string());
    fs::create_directories(m_temp / "folder.gguf");
    EXPECT_EQ(refusal(m_temp / "folder.gguf"),
              "The importance cannot be written to folder.gguf: that is a folder");
    fs::create_directories(m_temp / "y.gguf.part");
    EXPECT_TRUE(refusal(m_temp / "y.gguf")
                    .starts_with("The importance cannot be written to y.gguf: cannot open"));
}

TEST_F(SampleEvaluation, LeavesTheOldImportanceWhereThereIsNoNewOne) {
    m_job.importance = m_temp.write("old.gguf", "old");
    m_job.text = m_temp.write("short.txt", "a");

    EXPECT_FALSE(run(m_job).ok());

    EXPECT_EQ(contentOf(m_job.importance), "old");
    EXPECT_FALSE(fs::exists(m_temp / "old.gguf.part"));
}

}  // namespace
}  // namespace quince::test

#include "cli/run_program.hpp"
#include "support/temp_folder.hpp"

#include <quince/safetensors.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace cli::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using quince::test::contentOf;
using quince::test::TempFolder;

/// The real program on the bundled sample model, with a home of its own.
class Program : public ::testing::Test {
protected:
    ProgramResult run(
        const std::vector<std::string>& arguments,
        const std::function<void(int process, const std::string& soFar)>& onError = {}) {
        fs::create_directories(m_folder / "home");
        return runProgram(QUINCE_CLI, arguments,
                          {{"HOME", (m_folder / "home").string()}, {"HF_HUB_OFFLINE", "1"}},
                          m_folder.path(), onError);
    }

    /// The sample as a repo of the cache under the home folder, with that ref on that commit.
    void cacheSample(const std::string& ref = "main", char digit = 'a') {
        const std::string commit(40, digit);
        const fs::path repo =
            m_folder / "home/.cache/huggingface/hub/models--quince--Quince-Sample";
        fs::create_directories(repo / "snapshots");
        fs::copy(sample, repo / "snapshots" / commit, fs::copy_options::recursive);
        fs::create_directories(repo / "refs");
        m_folder.write("home/.cache/huggingface/hub/models--quince--Quince-Sample/refs/" + ref,
                       commit);
    }

    const std::string sample = QUINCE_RESOURCES "/sample/Quince-Sample";
    TempFolder m_folder;
};

TEST_F(Program, ListsTheCache) {
    cacheSample();
    const ProgramResult text = run({"list"});
    const ProgramResult object = run({"list", "--json"});

    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_NE(text.out.find("quince/Quince-Sample"), std::string::npos) << text.out;
    const json answer = json::parse(object.out);
    ASSERT_EQ(answer["models"].size(), 1U);
    EXPECT_EQ(answer["models"][0]["id"], "quince/Quince-Sample");
    EXPECT_EQ(answer["models"][0]["state"], "complete");
}

TEST_F(Program, TakesAnyCachedRevision) {
    cacheSample();
    cacheSample("v1", 'b');
    for (const char* revision : {"v1", "bbbbbbb"}) {
        const ProgramResult result =
            run({"plan", std::string("quince/Quince-Sample@") + revision, "-q", "--json"});

        ASSERT_EQ(result.exitCode, 0) << result.err;
        EXPECT_NE(result.out.find(std::string(40, 'b')), std::string::npos) << result.out;
    }
    const ProgramResult absent = run({"plan", "quince/Quince-Sample@v2", "-q"});
    EXPECT_NE(absent.exitCode, 0);
    EXPECT_NE(absent.err.find("the revision v2 of quince/Quince-Sample is not downloaded; fetch it "
                              "with `quince-cli download quince/Quince-Sample@v2`"),
              std::string::npos)
        << absent.err;
}

TEST_F(Program, PlansACachedRepo) {
    cacheSample();
    const ProgramResult result = run({"plan", "quince/Quince-Sample", "-q", "--json"});

    ASSERT_EQ(result.exitCode, 0) << result.err;
    const json answer = json::parse(result.out);
    EXPECT_EQ(answer["ok"], true);
    EXPECT_EQ(answer["model"]["model_type"], "llama");
    EXPECT_EQ(answer["model"]["repo"], "quince/Quince-Sample");
    EXPECT_GT(answer["result"]["bits_per_weight"], 4);
    EXPECT_LT(answer["result"]["bits_per_weight"], 5);
}

TEST_F(Program, PredictsTheErrorOfRecipes) {
    const ProgramResult text = run({"quality", sample, "--q-bits", "3"});
    const ProgramResult object = run({"quality", sample, "--q-bits", "3", "--json"});

    ASSERT_EQ(text.exitCode, 0) << text.err;
    EXPECT_NE(text.out.find("chosen"), std::string::npos) << text.out;
    const json answer = json::parse(object.out);
    double error = 1;
    int chosen = 0;
    for (const json& recipe : answer["recipes"]) {
        if (recipe["chosen"]) {
            EXPECT_EQ(recipe["recipe"], "3-bit, group 64");
            ++chosen;
        }
        error = std::min(error, recipe["relative_error"].get<double>());
    }
    EXPECT_EQ(chosen, 1);
    EXPECT_LT(error, 0.01);
    EXPECT_EQ(answer["tensors"][0]["name"], "model.embed_tokens.weight");
    EXPECT_GT(answer["tensors"][0]["snr_db"], 10);
    EXPECT_GT(answer["sampled_weights"], 1000);
}

TEST_F(Program, ChoosesBitsByLayerForASizeAndUsesTheRecipeAgain) {
    const ProgramResult made = run({"convert", sample, "--target-bpw", "4.2", "--mlx-path", "fit",
                                    "--save-recipe", "fit.json", "--json"});
    const ProgramResult again =
        run({"convert", sample, "--recipe", "fit.json", "--mlx-path", "again", "--json"});

    ASSERT_EQ(made.exitCode, 0) << made.err;
    ASSERT_EQ(again.exitCode, 0) << again.err;
    const json answer = json::parse(made.out);
    EXPECT_LE(answer["bits_per_weight"], 4.2);
    EXPECT_GT(answer["bits_per_weight"], 4.15);
    EXPECT_GT(json::parse(contentOf(m_folder / "fit.json"))["layers"].size(), 3U);
    EXPECT_TRUE(contentOf(m_folder / "fit/model.safetensors") ==
                contentOf(m_folder / "again/model.safetensors"));
    EXPECT_EQ(run({"verify", (m_folder / "fit").string()}).exitCode, 0);
}

TEST_F(Program, WeighsATargetByImportanceAndNamesItInTheRecipe) {
    const std::string book = m_folder.write("book.txt", std::string(2000, 'q')).string();
    ASSERT_EQ(run({"evaluate", sample, "--text", book, "--tokens", "300", "--gather-importance",
                   "imatrix.gguf"})
                  .exitCode,
              0);
    const ProgramResult made = run({"plan", sample, "--target-bpw", "4.2", "--imatrix",
                                    "imatrix.gguf", "--save-recipe", "fit.json", "--json"});
    ASSERT_EQ(made.exitCode, 0) << made.err;
    const json importance = json::parse(contentOf(m_folder / "fit.json"))["importance"];
    EXPECT_EQ(importance["file"], "imatrix.gguf");
    EXPECT_EQ(importance["xxh128"].get<std::string>().size(), 32U);
    const ProgramResult again = run({"plan", sample, "--recipe", "fit.json", "--json"});
    EXPECT_EQ(again.exitCode, 0) << again.err;
    EXPECT_EQ(json::parse(again.out)["result"], json::parse(made.out)["result"]);

    // Other data under the same name, and none.
    ASSERT_EQ(run({"evaluate", sample, "--text", book, "--tokens", "100", "--gather-importance",
                   "imatrix.gguf"})
                  .exitCode,
              0);
    const ProgramResult other = run({"plan", sample, "--recipe", "fit.json"});
    EXPECT_NE(other.exitCode, 0);
    EXPECT_NE(other.err.find("is not the importance that the recipe was made with"),
              std::string::npos)
        << other.err;
    fs::remove(m_folder / "imatrix.gguf");
    const ProgramResult none = run({"plan", sample, "--recipe", "fit.json"});
    EXPECT_NE(none.exitCode, 0);
    EXPECT_NE(none.err.find("imatrix.gguf, which is to weigh the inputs, is not there"),
              std::string::npos)
        << none.err;
}

TEST_F(Program, RefusesBitsThatARecipeByLayersSaysAlready) {
    m_folder.write("auto.json", R"({"bits": 4, "layers": {"model.layers.0.mlp.up_proj":
        {"bits": 6, "group_size": 64}}})");
    for (const char* flag : {"--q-bits", "--q-bits-embedding"}) {
        const ProgramResult result = run({"plan", sample, "--recipe", "auto.json", flag, "8"});
        EXPECT_EQ(result.exitCode, 2) << result.out;
        EXPECT_NE(result.err.find(std::string(flag) + " contradicts --recipe auto.json"),
                  std::string::npos)
            << result.err;
    }
    EXPECT_EQ(run({"plan", sample, "--recipe", "auto.json", "--override", "up_proj=8"}).exitCode,
              0);
    EXPECT_EQ(run({"plan", sample, "--recipe", "auto.json", "--target-bpw", "5",
                   "--q-bits-embedding", "8"})
                  .exitCode,
              0);
}

TEST_F(Program, LooksAtThePlaceBeforeItMeasures) {
    fs::create_directories(m_folder / "here");

    // With a size that cannot be, which is known only after measuring.
    const ProgramResult result =
        run({"convert", sample, "--target-size", "0.1MB", "--mlx-path", "here"});

    EXPECT_EQ(result.exitCode, 5) << result.err;
    EXPECT_NE(result.err.find("here exists"), std::string::npos) << result.err;
    EXPECT_EQ(run({"convert", sample, "--target-size", "0.1MB", "--mlx-path", "there"}).exitCode,
              2);
}

TEST_F(Program, FitsAPackedModelIntoASize) {
    ASSERT_EQ(
        run({"convert", sample, "-q", "--q-bits", "8", "--method", "mlx", "--mlx-path", "8bit"})
            .exitCode,
        0);
    const ProgramResult fit =
        run({"plan", "8bit", "--target-bpw", "4.5", "--requantize", "--method", "mlx", "--json"});
    const ProgramResult quality =
        run({"quality", "8bit", "--requantize", "--method", "mlx", "--q-bits", "4", "--json"});

    ASSERT_EQ(fit.exitCode, 0) << fit.err;
    const json bits = json::parse(fit.out)["result"]["bits_per_weight"];
    EXPECT_LE(bits, 4.5);
    EXPECT_GT(bits, 4.4);
    ASSERT_EQ(quality.exitCode, 0) << quality.err;
    const json answer = json::parse(quality.out);
    ASSERT_FALSE(answer["tensors"].empty());
    for (const json& tensor : answer["tensors"]) {
        EXPECT_EQ(tensor["encoding"], "4/64");
        EXPECT_GT(tensor["relative_error"], 0);
    }
}

TEST_F(Program, SaysTheSmallestSizeThatCanBe) {
    const ProgramResult result = run({"plan", sample, "--target-size", "0.1MB"});

    EXPECT_EQ(result.exitCode, 2) << result.out;
    EXPECT_NE(result.err.find("the smallest result of this model takes"), std::string::npos)
        << result.err;
}

TEST_F(Program, SaysWhatIsWrongWithARecipeFile) {
    m_folder.write("r.json", R"({"bist": 4})");
    const ProgramResult wrong = run({"plan", sample, "--recipe", "r.json"});
    const ProgramResult none = run({"plan", sample, "--recipe", "none.json"});

    EXPECT_NE(wrong.exitCode, 0);
    EXPECT_NE(wrong.err.find("did you mean \"bits\"?"), std::string::npos) << wrong.err;
    EXPECT_NE(none.exitCode, 0);
    EXPECT_NE(none.err.find("no such recipe file"), std::string::npos) << none.err;
}

TEST_F(Program, ConvertsAndVerifies) {
    const ProgramResult made = run({"convert", "--hf-path", sample, "-q", "--json"});
    ASSERT_EQ(made.exitCode, 0) << made.err;
    const json answer = json::parse(made.out);
    EXPECT_EQ(fs::path(answer["folder"].get<std::string>()).filename(), "mlx_model");
    EXPECT_TRUE(fs::exists(m_folder / "mlx_model/model.safetensors"));
    EXPECT_TRUE(fs::exists(m_folder / "mlx_model/tokenizer.json"));
    EXPECT_GT(answer["quality"]["snr_db"], 15);
    EXPECT_TRUE(fs::exists(m_folder / "mlx_model/quince-quality.json"));

    const ProgramResult verified = run({"verify", "mlx_model", "--json"});
    EXPECT_EQ(verified.exitCode, 0) << verified.err;
    EXPECT_EQ(json::parse(verified.out)["ok"], true);
}

TEST_F(Program, WritesWhatItPlanned) {
    const json plan = json::parse(run({"plan", sample, "-q", "--q-bits", "3", "--json"}).out);
    ASSERT_EQ(run({"convert", sample, "-q", "--q-bits", "3"}).exitCode, 0);

    EXPECT_EQ(fs::file_size(m_folder / "mlx_model/model.safetensors"),
              plan["result"]["file_bytes"]);
}

TEST_F(Program, FindsDamage) {
    ASSERT_EQ(run({"convert", sample, "-q"}).exitCode, 0);
    fs::resize_file(m_folder / "mlx_model/model.safetensors", 1000);

    const ProgramResult result = run({"verify", "mlx_model"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.err.find("quince-cli: "), std::string::npos);
}

TEST_F(Program, RefusesAnExistingDestinationUnlessForced) {
    ASSERT_EQ(run({"convert", sample}).exitCode, 0);

    const ProgramResult again = run({"convert", sample, "-q", "--json"});
    EXPECT_EQ(again.exitCode, 5);
    EXPECT_EQ(json::parse(again.out)["error"]["code"], "alreadyExists");

    EXPECT_EQ(run({"convert", sample, "-q", "--force"}).exitCode, 0);
}

TEST_F(Program, MakesSeveralResultsOfOneReading) {
    const ProgramResult made = run(
        {"convert", sample, "-q", "--also", "q8", "--also", "bf16", "--mlx-path", "out", "--json"});

    ASSERT_EQ(made.exitCode, 0) << made.err;
    const json results = json::parse(made.out)["results"];
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[0]["recipe"], "4-bit, group 64");
    EXPECT_EQ(results[1]["bytes_read"], results[0]["bytes_read"]);
    for (const char* name : {"4bit", "8bit", "bf16"}) {
        EXPECT_EQ(run({"verify", std::string("out/Quince-Sample-MLX-") + name}).exitCode, 0);
    }

    const ProgramResult again = run({"convert", sample, "-q", "--also", "q6", "--mlx-path", "out"});
    EXPECT_EQ(again.exitCode, 5);
    EXPECT_FALSE(fs::exists(m_folder / "out/Quince-Sample-MLX-6bit"));
    EXPECT_EQ(run({"convert", sample, "-q", "--also", "4bit", "--mlx-path", "two"}).exitCode, 2);
}

TEST_F(Program, PutsTheResultWhereLmStudioLooks) {
    cacheSample();
    const ProgramResult result = run({"convert", "quince/Quince-Sample", "-q", "--to-lm-studio"});

    ASSERT_EQ(result.exitCode, 0) << result.err;
    const fs::path models = m_folder / "home/.lmstudio/models";
    EXPECT_TRUE(fs::exists(models / "quince/Quince-Sample-MLX-4bit/config.json")) << result.out;
    EXPECT_EQ(std::distance(fs::directory_iterator(models), fs::directory_iterator()), 1);
}

TEST_F(Program, EvaluatesAResultAgainstItsSource) {
    ASSERT_EQ(run({"convert", sample, "--mlx-path", "out", "-q", "--q-bits", "3"}).exitCode, 0);
    m_folder.write("text.txt", contentOf(QUINCE_TEST_DATA "/evaluate/text.txt"));
    const std::vector<std::string> arguments{
        "evaluate", "out", "--against",           sample,        "--text", "text.txt",
        "--tokens", "300", "--gather-importance", "imatrix.gguf"};
    const ProgramResult text = run(arguments);
    std::vector<std::string> withJson = arguments;
    withJson.push_back("--json");
    const ProgramResult object = run(withJson);

    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_NE(text.out.find("KL divergence"), std::string::npos) << text.out;
    const json answer = json::parse(object.out);
    EXPECT_EQ(answer["tokens"], 300);
    EXPECT_EQ(answer["predicted"], 299);
    EXPECT_GT(answer["kl"]["mean"].get<double>(), 0);
    EXPECT_TRUE(contentOf(m_folder / "imatrix.gguf").starts_with("GGUF"));
    EXPECT_EQ(run({"evaluate", "out", "--text", "none.txt"}).exitCode, 1);
    EXPECT_EQ(run({"evaluate", "out"}).exitCode, 2);
}

TEST_F(Program, SaysWhatItCannotFind) {
    const ProgramResult result = run({"plan", "nobody/Nothing-7B", "--json"});

    EXPECT_EQ(result.exitCode, 7);  // the tests are offline: the Hub may have it
    EXPECT_NE(result.err.find("quince-cli download nobody/Nothing-7B"), std::string::npos)
        << result.err;
    EXPECT_EQ(json::parse(result.out)["error"]["code"], "offline");
}

TEST_F(Program, SaysWhatItDoesNotSupport) {
    fs::copy(sample, m_folder / "odd", fs::copy_options::recursive);
    json config = json::parse(contentOf(m_folder / "odd/config.json"));
    config["model_type"] = "lama";
    m_folder.write("odd/config.json", config.dump());

    const ProgramResult result = run({"convert", "odd"});

    EXPECT_EQ(result.exitCode, 3);
    EXPECT_NE(result.err.find("llama"), std::string::npos) << result.err;
    EXPECT_FALSE(fs::exists(m_folder / "mlx_model"));
}

TEST_F(Program, GivesUsageErrorsAsObjectsToo) {
    const ProgramResult result = run({"convert", "--json", "--no-such-flag", "m"});

    EXPECT_EQ(result.exitCode, 2);
    EXPECT_EQ(json::parse(result.out)["error"]["code"], "invalidArgument");
}

TEST_F(Program, ListsModelTypes) {
    const ProgramResult result = run({"architectures"});

    EXPECT_EQ(result.exitCode, 0);
    EXPECT_NE(result.out.find("\nllama\n"), std::string::npos) << result.out;
}

TEST_F(Program, ChecksAnArchitectureFile) {
    m_folder.write("pear.json", "{\n  \"model_types\": [\"llama\"],\n  \"rule\": []\n}");

    const ProgramResult result = run({"architecture", "check", "pear.json"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.out.find("pear.json:3: there is no key \"rule\""), std::string::npos)
        << result.out;
}

TEST_F(Program, ExplainsWhatAnArchitectureFileDoesWithEachTensor) {
    m_folder.write("pear.json", R"({"model_types": ["llama"], "extends": "llama",
        "rules": [{"op": "drop", "contains": "layers.0.self_attn.k_proj"}]})");

    const ProgramResult result = run({"architecture", "check", "pear.json", sample, "--json"});

    EXPECT_EQ(result.exitCode, 3);
    const json answer = json::parse(result.out);
    EXPECT_EQ(answer["architecture"], "pear");
    EXPECT_EQ(answer["dropped"], json::array({"model.layers.0.self_attn.k_proj.weight"}));
    EXPECT_EQ(answer["missing"], answer["dropped"]);
    EXPECT_EQ(answer["left_over"], json::array());
    EXPECT_EQ(answer["tensors"][0]["how"], "as it is");
    EXPECT_EQ(answer["tensors"][0]["sources"], json::array({"model.embed_tokens.weight"}));
}

/// A gigabyte of zeros that take no room: long enough to be stopped in the middle.
void makeLongCheckpoint(const fs::path& folder) {
    constexpr std::int64_t width = 2048;
    constexpr std::int64_t words = 128000;
    std::vector<quince::TensorSpec> tensors;
    const auto add = [&](const std::string& name, quince::Shape shape) {
        tensors.push_back({name, quince::DType::bf16, std::move(shape)});
    };
    add("model.embed_tokens.weight", {words, width});
    add("lm_head.weight", {words, width});
    add("model.norm.weight", {width});
    const std::string layer = "model.layers.0.";
    for (const char* name : {"input_layernorm", "post_attention_layernorm"}) {
        add(layer + name + ".weight", {width});
    }
    for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"}) {
        add(layer + "self_attn." + name + ".weight", {width, width});
    }
    for (const char* name : {"gate_proj", "up_proj", "down_proj"}) {
        add(layer + "mlp." + name + ".weight", {width, width});
    }
    ASSERT_TRUE(
        quince::SafetensorsWriter::create(folder / "model.safetensors", tensors, {{"format", "pt"}})
            .ok());
}

TEST_F(Program, StopsOnASignalAndGoesOnWhereItStopped) {
    fs::create_directories(m_folder / "long");
    makeLongCheckpoint(m_folder / "long");
    m_folder.write("long/config.json", R"({"model_type": "llama", "hidden_size": 2048,
        "intermediate_size": 2048, "num_hidden_layers": 1, "num_attention_heads": 16,
        "num_key_value_heads": 16, "vocab_size": 128000, "rms_norm_eps": 1e-05,
        "tie_word_embeddings": false, "torch_dtype": "bfloat16"})");
    m_folder.write("long/tokenizer.json", "{}");
    const std::vector<std::string> arguments{"convert", "long",      "-q", "--method",
                                             "mlx",     "--threads", "1",  "--json"};
    bool sent = false;

    const ProgramResult stopped = run(arguments, [&](int process, const std::string& soFar) {
        // The last whole line tells of more than nothing: there is something to go on from.
        const std::size_t line = soFar.rfind("Writing  ");
        if (!sent && line != std::string::npos && soFar.compare(line, 11, "Writing  0 ") != 0) {
            sent = true;
            kill(process, SIGTERM);
        }
    });

    ASSERT_EQ(stopped.exitCode, 4) << stopped.err;
    EXPECT_EQ(json::parse(stopped.out)["error"]["code"], "stopped");
    EXPECT_FALSE(fs::exists(m_folder / "mlx_model"));

    const ProgramResult resumed = run(arguments);
    ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
    EXPECT_GT(json::parse(resumed.out)["bytes_resumed"], 0);
    EXPECT_TRUE(fs::exists(m_folder / "mlx_model/config.json"));
}

}  // namespace
}  // namespace cli::test

#include <quince/hf_cache.hpp>

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <stdlib.h>  // mkdtemp
#include <string>

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

/// The index of a dense model of 36 layers in four shards: 400 tensors, 38 KB.
std::string sampleIndex() {
    std::string text =
        "{\n  \"metadata\": {\n    \"total_size\": 16381516800\n  },\n  \"weight_map\": {\n";
    for (int tensor = 0; tensor < 400; ++tensor) {
        text += "    \"model.layers." + std::to_string(tensor / 11) + ".self_attn.q_proj.weight." +
                std::to_string(tensor) + "\": \"model-0000" + std::to_string(1 + tensor / 100) +
                "-of-00004.safetensors\",\n";
    }
    return text + "    \"z\": \"model-00004-of-00004.safetensors\"\n  }\n}\n";
}

/// A cache as huggingface_hub fills it: each repo with 14 linked files and one ref.
class GeneratedCache {
public:
    explicit GeneratedCache(int repos) {
        std::string name = (fs::temp_directory_path() / "quince-scan-XXXXXX").string();
        m_root = mkdtemp(name.data());
        const std::string index = sampleIndex();
        for (int repo = 0; repo < repos; ++repo) {
            addRepo(m_root / ("models--org" + std::to_string(repo % 40) + "--model-" +
                              std::to_string(repo)),
                    index);
        }
    }
    ~GeneratedCache() { fs::remove_all(m_root); }
    GeneratedCache(const GeneratedCache&) = delete;
    GeneratedCache& operator=(const GeneratedCache&) = delete;

    [[nodiscard]] const fs::path& root() const { return m_root; }

private:
    static void addRepo(const fs::path& repo, const std::string& index) {
        const std::string commit(40, 'a');
        const fs::path snapshot = repo / "snapshots" / commit;
        fs::create_directories(snapshot);
        fs::create_directories(repo / "blobs");
        fs::create_directories(repo / "refs");
        write(repo / "refs/main", commit);
        int number = 0;
        const auto link = [&](const std::string& name, const std::string& content) {
            const std::string blob = std::to_string(number++) + std::string(38, 'b');
            write(repo / "blobs" / blob, content);
            fs::create_symlink("../../blobs/" + blob, snapshot / name);
        };
        link("config.json", R"({"architectures":["Qwen3ForCausalLM"],"model_type":"qwen3",)"
                            R"("torch_dtype":"bfloat16","hidden_size":4096})");
        link("model.safetensors.index.json", index);
        for (int shard = 1; shard <= 4; ++shard) {
            link("model-0000" + std::to_string(shard) + "-of-00004.safetensors", "weights");
        }
        for (const char* name :
             {"tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt",
              "generation_config.json", "README.md", "LICENSE", ".gitattributes"}) {
            link(name, "{}");
        }
    }

    fs::path m_root;
};

/// The promise: 500 repos in less than 0.3 s, disk cache warm.
void scanHubCache(benchmark::State& state) {
    const GeneratedCache cache(static_cast<int>(state.range(0)));
    const std::vector<quince::CacheRoot> roots{{cache.root(), "bench"}};
    for (auto _ : state) {
        const auto models = quince::scanCache(roots, {});
        if (models.size() != static_cast<std::size_t>(state.range(0)) ||
            models.front().state != quince::ModelState::complete) {
            state.SkipWithError("the generated cache was not read as complete");
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(scanHubCache)->Arg(50)->Arg(500)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

#pragma once

#include <filesystem>
#include <fstream>
#include <stdlib.h>  // mkdtemp
#include <string>
#include <utility>
#include <vector>

namespace quince::test {

/// A folder of its own for one test, gone afterwards.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "quince-XXXXXX").string();
        m_path = std::filesystem::canonical(mkdtemp(name.data()));
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

inline void writeFile(const std::filesystem::path& path, const std::string& content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

inline std::string readFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// 40 times the same hex digit.
inline std::string commitOf(char digit) {
    return std::string(40, digit);
}

/// Writes one models--org--name folder as huggingface_hub does: blobs, links to them, refs.
class FakeRepo {
public:
    FakeRepo(const std::filesystem::path& cache, const std::string& folderName)
        : m_root(cache / folderName) {
        std::filesystem::create_directories(m_root / "blobs");
        std::filesystem::create_directories(m_root / "snapshots");
    }

    [[nodiscard]] const std::filesystem::path& root() const { return m_root; }
    [[nodiscard]] std::filesystem::path snapshot(const std::string& commit) const {
        return m_root / "snapshots" / commit;
    }

    /// Equal contents share a blob, as they do in a real cache.
    void link(const std::string& commit, const std::string& name, const std::string& content) {
        const std::string blob = std::to_string(std::hash<std::string>()(content));
        writeFile(m_root / "blobs" / blob, content);
        const std::filesystem::path pointer = snapshot(commit) / name;
        std::filesystem::create_directories(pointer.parent_path());
        const auto target =
            std::filesystem::relative(m_root / "blobs" / blob, pointer.parent_path());
        std::filesystem::create_symlink(target, pointer);
    }
    void copy(const std::string& commit, const std::string& name, const std::string& content) {
        writeFile(snapshot(commit) / name, content);
    }
    void ref(const std::string& name, const std::string& content) {
        writeFile(m_root / "refs" / name, content);
    }

    /// Config, tokenizer and one weight file: a complete model.
    void linkSmallModel(const std::string& commit) {
        link(commit, "config.json", R"({"model_type":"llama","torch_dtype":"bfloat16"})");
        link(commit, "tokenizer.json", "{}");
        link(commit, "model.safetensors", "weights");
    }

private:
    std::filesystem::path m_root;
};

}  // namespace quince::test

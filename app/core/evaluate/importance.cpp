#include "core/evaluate/importance.hpp"

#include "core/base/parallel_for.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string_view>

namespace quince {
namespace {

constexpr std::size_t alignment = 32;  // GGUF's default
constexpr std::uint32_t ggufVersion = 3;
constexpr std::uint32_t typeF32 = 0;
constexpr std::uint32_t valueU32 = 4;
constexpr std::uint32_t valueText = 8;
constexpr std::uint32_t valueList = 9;

/// Little-endian, as GGUF is.
class Bytes {
public:
    template <typename Number>
    void add(Number number) {
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            m_bytes.push_back(static_cast<char>((number >> (8 * i)) & 0xFF));
        }
    }
    void add(float number) { add(std::bit_cast<std::uint32_t>(number)); }
    void add(std::string_view text) {
        add(static_cast<std::uint64_t>(text.size()));
        m_bytes += text;
    }
    void pad() { m_bytes.resize((m_bytes.size() + alignment - 1) / alignment * alignment); }

    [[nodiscard]] std::string take() && { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

struct Entry {
    std::string name;
    std::vector<float> values;
};

std::vector<Entry> entriesOf(const Importance& importance) {
    std::vector<Entry> entries;
    for (const auto& [path, squares] : importance) {
        const std::string name = ggufNameOf(path);
        if (name.empty()) {
            continue;
        }
        Entry sums{name + ".in_sum2", {}};
        for (const double sum : squares.sums) {
            sums.values.push_back(static_cast<float>(sum));
        }
        entries.push_back(std::move(sums));
        entries.push_back({name + ".counts", {static_cast<float>(squares.tokens)}});
    }
    return entries;
}

}  // namespace

Status addInputs(const float* x, std::size_t tokens, std::size_t columns, unsigned workers,
                 const StopToken& stop, InputSquares& squares) {
    constexpr std::size_t share = 128;  // columns of a task
    squares.sums.resize(columns);
    squares.tokens += tokens;
    return parallelFor((columns + share - 1) / share, workers, stop,
                       [&](std::size_t task, unsigned) {
                           const std::size_t end = std::min(columns, (task + 1) * share);
                           for (std::size_t t = 0; t < tokens; ++t) {
                               for (std::size_t c = task * share; c < end; ++c) {
                                   const auto value = static_cast<double>(x[t * columns + c]);
                                   squares.sums[c] += value * value;
                               }
                           }
                           return Status{};
                       });
}

std::string ggufNameOf(const std::string& path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> names{{
        {".self_attn.q_proj", ".attn_q"},
        {".self_attn.k_proj", ".attn_k"},
        {".self_attn.v_proj", ".attn_v"},
        {".self_attn.o_proj", ".attn_output"},
        {".mlp.gate_proj", ".ffn_gate"},
        {".mlp.up_proj", ".ffn_up"},
        {".mlp.down_proj", ".ffn_down"},
    }};
    constexpr std::string_view layers = "model.layers.";
    if (path == "lm_head") {
        return "output.weight";
    }
    if (path == "model.embed_tokens") {  // only as the head are they multiplied by anything
        return "token_embd.weight";
    }
    for (const auto& [ours, theirs] : names) {
        if (path.starts_with(layers) && path.ends_with(ours)) {
            const std::string number =
                path.substr(layers.size(), path.size() - layers.size() - ours.size());
            return "blk." + number + std::string(theirs) + ".weight";
        }
    }
    return {};
}

std::string imatrixBytes(const Importance& importance, const ImportanceOrigin& origin) {
    const std::vector<Entry> entries = entriesOf(importance);
    Bytes bytes;
    for (const char letter : std::string_view("GGUF")) {
        bytes.add(static_cast<std::uint8_t>(letter));
    }
    bytes.add(ggufVersion);
    bytes.add(static_cast<std::uint64_t>(entries.size()));
    bytes.add(std::uint64_t{4});  // pairs of key and value
    bytes.add(std::string_view("general.type"));
    bytes.add(valueText);
    bytes.add(std::string_view("imatrix"));
    bytes.add(std::string_view("imatrix.datasets"));
    bytes.add(valueList);
    bytes.add(valueText);
    bytes.add(std::uint64_t{1});
    bytes.add(std::string_view(origin.dataset));
    bytes.add(std::string_view("imatrix.chunk_count"));
    bytes.add(valueU32);
    bytes.add(origin.chunks);
    bytes.add(std::string_view("imatrix.chunk_size"));
    bytes.add(valueU32);
    bytes.add(origin.chunkTokens);
    std::uint64_t offset = 0;
    for (const Entry& entry : entries) {
        bytes.add(std::string_view(entry.name));
        bytes.add(std::uint32_t{2});  // dimensions, the fastest first
        bytes.add(static_cast<std::uint64_t>(entry.values.size()));
        bytes.add(std::uint64_t{1});
        bytes.add(typeF32);
        bytes.add(offset);
        const std::size_t size = entry.values.size() * sizeof(float);
        offset += (size + alignment - 1) / alignment * alignment;
    }
    for (const Entry& entry : entries) {
        bytes.pad();
        for (const float value : entry.values) {
            bytes.add(value);
        }
    }
    bytes.pad();
    return std::move(bytes).take();
}

}  // namespace quince

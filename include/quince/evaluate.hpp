#pragma once

#include <quince/architecture.hpp>
#include <quince/plan.hpp>
#include <quince/progress.hpp>
#include <quince/result.hpp>
#include <quince/stop_token.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace quince {

/// How well a model predicts a text, and how far it has moved from the model that it was made of.
struct EvaluationJob {
    std::filesystem::path folder;  ///< the model: MLX's form or any that Quince converts
    std::filesystem::path source;  ///< what it is compared with; empty: with nothing
    std::filesystem::path text;    ///< a file in UTF-8
    /// Tokens of a window; 0: 512, or as many as the model allows if that is less.
    std::uint64_t context = 0;
    std::uint64_t maxTokens = 8192;  ///< of the text, from its beginning; 0: all
    unsigned threads = 0;            ///< 0: all cores
    /// Memory for what the model computes, about; longer texts take several passes over the model.
    std::uint64_t memoryBytes = std::uint64_t{2} << 30;
    /// Where to write the importance of the columns of each linear layer of the source (of the
    /// model when there is no source), in the form of llama.cpp's imatrix; empty: nowhere. A file
    /// that is there is replaced at the end. Whether it can be written is tried before the model
    /// is run.
    std::filesystem::path importance;
};

/// What a model makes of the text: exp of the mean loss, and its standard error.
struct Perplexity {
    double value = 0;
    double error = 0;
};

/// Natural units (nats), over all predicted tokens.
struct EvaluationReport {
    std::uint64_t tokens = 0;     ///< of the text that were used
    std::uint64_t predicted = 0;  ///< all but the first of each window
    std::uint64_t context = 0;    ///< tokens of a window
    Perplexity perplexity;

    struct Comparison {
        Perplexity source;
        double meanDivergence = 0;  ///< KL(source || model), mean over positions
        double divergenceError = 0;
        double divergence99 = 0;  ///< 99 % of the positions are at or below it
        double maxDivergence = 0;
        double sameTop = 0;  ///< part of the positions where both find the same token likeliest
    };
    std::optional<Comparison> comparison;
    double seconds = 0;
};

/// Whether evaluate() knows how to run this model: dense ones of type llama, mistral, qwen2 and
/// qwen3. Reads no weights. Errors: unsupported, malformed (one sentence).
[[nodiscard]] Status canEvaluate(const Inspection& inspection);

/// Runs the model, and its source, over the text: windows of `context` tokens that begin with the
/// tokenizer's first token where it has one, each predicted token seen after those before it in its
/// window. Arithmetic in F32 on the CPU, weights as they are stored; sums over positions in F64.
/// The result depends neither on the number of threads nor on memoryBytes; its last digits depend
/// on the kind of CPU. `progress` goes to ConversionState::evaluating and one of the three ends;
/// its bytes are those of the weights used, as F32. The tokenizer is the source's, else the
/// model's own. Errors: as inspect; unsupported (model, tokenizer), invalidArgument (the text is
/// too short or no text), mismatch, io, stopped.
Result<EvaluationReport> evaluate(const EvaluationJob& job, const ArchitectureLibrary& library,
                                  Progress& progress, StopToken stop);

}  // namespace quince

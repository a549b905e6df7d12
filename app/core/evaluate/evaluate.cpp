#include "core/base/file.hpp"
#include "core/base/parallel_for.hpp"
#include "core/convert/job_run.hpp"
#include "core/evaluate/dense_model.hpp"
#include "core/evaluate/importance.hpp"
#include "core/evaluate/predictions.hpp"
#include "core/evaluate/statistics.hpp"
#include "core/evaluate/text_windows.hpp"

#include <quince/evaluate.hpp>

#include <algorithm>
#include <chrono>
#include <exception>

namespace quince {
namespace {

constexpr std::size_t usualContext = 512;
/// More bytes than a token of any tokenizer has on average in any text worth measuring.
constexpr std::uint64_t bytesOfToken = 32;
constexpr std::uint64_t mostTokens = std::uint64_t{1} << 32;  // keeps products from overflowing

Result<DenseModel> openModel(const std::filesystem::path& folder,
                             const ArchitectureLibrary& library, unsigned workers) {
    Result<std::shared_ptr<const Inspection>> inspection = inspect(folder, library);
    if (!inspection) {
        return std::move(inspection).error();
    }
    Result<DenseModel> model = DenseModel::open(*std::move(inspection), workers);
    if (!model) {
        Error error = std::move(model).error();
        error.path = folder;
        return error;
    }
    return model;
}

Result<Tokenizer> openTokenizer(const EvaluationJob& job) {
    std::error_code failure;
    const std::filesystem::path ofSource = job.source / "tokenizer.json";
    const bool hasOne = !job.source.empty() && std::filesystem::exists(ofSource, failure);
    return Tokenizer::open(hasOne ? ofSource : job.folder / "tokenizer.json");
}

/// Found out before the pass, which may take hours. A file that is there stays as it is.
Status canWriteImportance(const std::filesystem::path& path) {
    std::error_code failure;
    const std::string words = "The importance cannot be written to " + nameText(path) + ": ";
    if (std::filesystem::is_directory(path, failure)) {
        return Error{ErrorCode::io, words + "that is a folder", path};
    }
    const std::filesystem::path folder = path.parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder, failure)) {
        return Error{ErrorCode::io, words + "there is no folder " + toUtf8(folder), path};
    }
    std::filesystem::path beside = path;  // where writeFileAtomically begins
    beside += ".part";
    Result<File> trial = File::openOrCreate(beside);
    if (!trial) {
        return Error{trial.error().code, words + trial.error().message, path};
    }
    trial->close();
    std::filesystem::remove(beside, failure);
    return {};
}

class Evaluation {
public:
    Evaluation(const EvaluationJob& job, Progress& progress, const StopToken& stop)
        : m_job(job),
          m_workers(job.threads == 0 ? defaultThreads() : job.threads),
          m_run{m_workers, stop, progress} {}

    Result<EvaluationReport> work(const ArchitectureLibrary& library) {
        Status ready = m_job.importance.empty() ? Status{} : canWriteImportance(m_job.importance);
        if (ready) {
            ready = openModels(library);
        }
        if (ready) {
            ready = readWindows();
        }
        if (!ready) {
            return std::move(ready).error();
        }
        beginPhase(m_run.progress, ConversionState::evaluating, totalBytes());
        std::vector<Prediction> predictions;
        for (std::size_t window = 0; window < m_text.windows.size();) {
            const PassOfText pass = passFrom(m_text, window, tokensOfPass());
            Result<std::vector<Prediction>> made = predictPass(pass);
            if (!made) {
                return std::move(made).error();
            }
            predictions.insert(predictions.end(), made->begin(), made->end());
            window = pass.next;
        }
        summarize(predictions, m_source.has_value(), m_report);
        if (Status written = writeImportance(); !written) {
            return std::move(written).error();
        }
        return m_report;
    }

private:
    Status openModels(const ArchitectureLibrary& library) {
        Result<DenseModel> result = openModel(m_job.folder, library, m_workers);
        if (!result) {
            return std::move(result).error();
        }
        m_result.emplace(*std::move(result));
        if (m_job.source.empty()) {
            return {};
        }
        Result<DenseModel> source = openModel(m_job.source, library, m_workers);
        if (!source) {
            return std::move(source).error();
        }
        m_source.emplace(*std::move(source));
        if (m_source->shape().vocabulary != m_result->shape().vocabulary) {
            return Error{ErrorCode::mismatch,
                         "The models know different vocabularies, of " +
                             std::to_string(m_source->shape().vocabulary) + " and " +
                             std::to_string(m_result->shape().vocabulary) + " tokens",
                         m_job.source};
        }
        return {};
    }

    Status readWindows() {
        Result<Tokenizer> tokenizer = openTokenizer(m_job);
        if (!tokenizer) {
            return std::move(tokenizer).error();
        }
        const std::uint64_t most = std::min(m_job.maxTokens, mostTokens);
        const Result<std::string> text = readText(m_job.text, most * bytesOfToken);
        if (!text) {
            return text.error();
        }
        Result<std::vector<std::uint32_t>> tokens = tokenizer->encode(*text, m_run.stop);
        if (!tokens) {
            return std::move(tokens).error();
        }
        if (m_job.maxTokens > 0 && tokens->size() > m_job.maxTokens) {
            tokens->resize(static_cast<std::size_t>(m_job.maxTokens));
        }
        const Result<std::size_t> context = contextFor(tokenizer->prefix().size());
        if (!context) {
            return context.error();
        }
        m_report.tokens = tokens->size();
        m_report.context = *context;
        m_text = cutWindows(*tokens, tokenizer->prefix(), *context);
        if (m_text.windows.empty()) {
            return Error{ErrorCode::invalidArgument,
                         nameText(m_job.text) + " is too short to predict anything", m_job.text};
        }
        const std::uint32_t last = *std::max_element(m_text.tokens.begin(), m_text.tokens.end());
        if (last >= m_result->shape().vocabulary) {
            return Error{ErrorCode::mismatch,
                         "tokenizer.json knows token " + std::to_string(last) +
                             ", the model only " + std::to_string(m_result->shape().vocabulary),
                         m_job.folder};
        }
        return {};
    }

    [[nodiscard]] Result<std::size_t> contextFor(std::size_t prefix) const {
        const std::size_t most = m_result->shape().maxContext;
        if (m_job.context == 0) {
            return most == 0 ? usualContext : std::max(prefix + 2, std::min(usualContext, most));
        }
        if (m_job.context < prefix + 2 || (most > 0 && m_job.context > most)) {
            return Error{ErrorCode::invalidArgument,
                         "The context must be from " + std::to_string(prefix + 2) + " to " +
                             std::to_string(most) + " tokens for this model",
                         m_job.folder};
        }
        return static_cast<std::size_t>(m_job.context);
    }

    [[nodiscard]] std::size_t tokensOfPass() const {
        std::size_t floats = m_result->floatsPerToken();
        if (m_source) {
            floats = std::max(floats, m_source->floatsPerToken()) + m_source->shape().hidden;
        }
        return static_cast<std::size_t>(m_job.memoryBytes / (floats * sizeof(float)));
    }

    [[nodiscard]] std::uint64_t totalBytes() const {
        std::uint64_t ofPass = 0;
        for (const std::optional<DenseModel>* model : {&m_result, &m_source}) {
            if (*model) {
                const DenseShape& shape = (*model)->shape();
                ofPass +=
                    (*model)->bytesOfLayers() + shape.vocabulary * shape.hidden * sizeof(float);
            }
        }
        std::uint64_t passes = 0;
        for (std::size_t window = 0; window < m_text.windows.size(); ++passes) {
            window = passFrom(m_text, window, tokensOfPass()).next;
        }
        return ofPass * passes;
    }

    Result<std::vector<Prediction>> predictPass(const PassOfText& pass) {
        InputObserver observe;
        if (!m_job.importance.empty()) {
            observe = [this](const std::string& path, const float* x, std::size_t tokens,
                             std::size_t columns) {
                return addInputs(x, tokens, columns, m_workers, m_run.stop, m_importance[path]);
            };
        }
        HeadInput source;
        std::vector<float> ofSource;
        if (m_source) {
            Result<std::vector<float>> made =
                m_source->hidden(m_run, pass.tokens, pass.windows, observe);
            if (!made) {
                return std::move(made).error();
            }
            ofSource = *std::move(made);
            source = {&*m_source, ofSource.data()};
        }
        Result<std::vector<float>> ofResult = m_result->hidden(
            m_run, pass.tokens, pass.windows, m_source ? InputObserver() : observe);
        if (!ofResult) {
            return std::move(ofResult).error();
        }
        if (observe) {  // the head's input too
            const DenseModel& model = m_source ? *m_source : *m_result;
            const float* hidden = m_source ? ofSource.data() : ofResult->data();
            Status seen =
                observe(model.headPath(), hidden, pass.tokens.size(), model.shape().hidden);
            if (!seen) {
                return std::move(seen).error();
            }
        }
        return predict(m_run, {&*m_result, ofResult->data()}, source, pass.tokens, pass.windows);
    }

    Status writeImportance() const {
        if (m_job.importance.empty()) {
            return {};
        }
        const ImportanceOrigin origin{nameText(m_job.text),
                                      static_cast<std::uint32_t>(m_text.windows.size()),
                                      static_cast<std::uint32_t>(m_report.context)};
        return writeFileAtomically(m_job.importance, imatrixBytes(m_importance, origin));
    }

    const EvaluationJob& m_job;
    const unsigned m_workers;
    EvaluationRun m_run;
    std::optional<DenseModel> m_result;
    std::optional<DenseModel> m_source;
    WindowedText m_text;
    Importance m_importance;
    EvaluationReport m_report;
};

Result<EvaluationReport> guarded(const EvaluationJob& job, const ArchitectureLibrary& library,
                                 Progress& progress, const StopToken& stop) {
    try {
        return Evaluation(job, progress, stop).work(library);
    } catch (const std::exception& thrown) {  // out of memory, as a rule
        return Error{ErrorCode::io, std::string("the evaluation broke off: ") + thrown.what(), {}};
    }
}

}  // namespace

Status canEvaluate(const Inspection& inspection) {
    Result<DenseShape> shape = readDenseShape(*inspection.checkpoint.config);
    return shape ? Status{} : Status(std::move(shape).error());
}

Result<EvaluationReport> evaluate(const EvaluationJob& job, const ArchitectureLibrary& library,
                                  Progress& progress, StopToken stop) {
    const auto begin = std::chrono::steady_clock::now();
    beginPhase(progress, ConversionState::preparing, 0);
    Result<EvaluationReport> report = guarded(job, library, progress, stop);
    if (report) {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        report->seconds = took.count();
        progress.state = ConversionState::succeeded;
    } else {
        progress.state = report.error().code == ErrorCode::stopped ? ConversionState::stopped
                                                                   : ConversionState::failed;
    }
    return report;
}

}  // namespace quince

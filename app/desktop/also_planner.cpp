#include "desktop/also_planner.hpp"

#include <quince/recipe_label.hpp>

#include <array>
#include <utility>

namespace app {

using quince::ConversionPlan;

namespace {

struct Usual {
    const char* label;
    const char* words;
};

/// Sizes that people publish side by side.
constexpr std::array<Usual, 5> quantized{{{"4bit", "4-bit"},
                                          {"5bit", "5-bit"},
                                          {"6bit", "6-bit"},
                                          {"8bit", "8-bit"},
                                          {"mxfp4", "MXFP4"}}};

/// The weights as they are.
Usual unquantized(const ConversionPlan& chosen) {
    const quince::DType dtype = chosen.inspection->checkpoint.dtype;
    return dtype == quince::DType::f16 ? Usual{"fp16", "float16"} : Usual{"bf16", "bfloat16"};
}

/// Nothing when it cannot be, or is what was chosen.
std::shared_ptr<const AlsoPlanned> planned(const ConversionPlan& chosen, const Usual& usual,
                                           ImportanceReader& importance) {
    const quince::Result<quince::Recipe> recipe =
        quince::recipeFromLabel(usual.label, chosen.recipe);
    if (!recipe) {
        return nullptr;
    }
    auto also = std::make_shared<AlsoPlanned>();
    also->plan = quince::makePlan(chosen.inspection, *recipe);
    if (recipe->method == quince::QuantMethod::refined) {
        if (chosen.importance) {
            also->plan.importance = chosen.importance;  // that of all matrices of the model
        } else {
            importance.use(also->plan);  // a chosen plan that does not quantize has none
        }
    }
    const bool same =
        also->plan.configJson == chosen.configJson && also->plan.outputBytes == chosen.outputBytes;
    if (!also->plan.ok() || also->plan.vision != chosen.vision || same) {
        return nullptr;
    }
    also->id = QString::fromLatin1(usual.label);
    also->words = QString::fromLatin1(usual.words);
    also->layout = quince::layoutOutput(also->plan);
    return also;
}

}  // namespace

AlsoPlanner::AlsoPlanner(QObject* parent) : QObject(parent), m_background(QStringLiteral("also")) {}

AlsoPlanner::~AlsoPlanner() {
    ++m_request;
}

void AlsoPlanner::plan(const ConversionPlan& chosen) {
    if (!chosen.ok()) {
        close();
        return;
    }
    const quint64 request = ++m_request;
    m_ready = false;
    m_background.post([this, request, chosen] {
        Results results;
        const auto add = [&](const Usual& usual) {
            if (request == m_request) {
                if (auto also = planned(chosen, usual, m_importance)) {
                    results.push_back(std::move(also));
                }
            }
        };
        for (const Usual& usual : quantized) {
            add(usual);
        }
        add(unquantized(chosen));
        QMetaObject::invokeMethod(
            this, [this, request, results = std::move(results)] { take(request, results); },
            Qt::QueuedConnection);
    });
}

void AlsoPlanner::close() {
    ++m_request;
    m_ready = true;
    m_results.clear();
    Q_EMIT changed();
}

void AlsoPlanner::take(quint64 request, Results results) {
    if (request != m_request) {
        return;
    }
    m_ready = true;
    m_results = std::move(results);
    Q_EMIT changed();
}

}  // namespace app

#include "desktop/command_line.hpp"

#include "desktop/job_words.hpp"
#include "desktop/paths.hpp"

namespace app {

using quince::Recipe;

namespace {

class Line {
public:
    void add(const char* flag) { m_words.append(QLatin1String(flag)); }
    void add(const char* flag, const QString& value) {
        add(flag);
        m_words.append(shellQuoted(value));
    }
    void add(const char* flag, const std::optional<int>& number) {
        if (number) {
            add(flag, QString::number(*number));
        }
    }
    [[nodiscard]] QString text() const { return m_words.join(QLatin1Char(' ')); }

private:
    QStringList m_words;
};

QString overrideText(const quince::LayerOverride& one) {
    QString text = toQt(one.pattern) + QLatin1Char('=');
    if (one.keeps()) {
        return text + QStringLiteral("keep");
    }
    if (one.mode && quince::isBlockMode(*one.mode)) {
        return text + toQt(quince::nameOf(*one.mode));
    }
    // A recipe file may name the mode alone.
    const int usualBits = quince::defaultSpec(quince::QuantMode::affine).bits;
    text += QString::number(one.bits.value_or(usualBits));
    if (one.groupSize) {
        text += QLatin1Char(':') + QString::number(*one.groupSize);
    }
    return text;
}

/// How all layers are stored for which nothing else is said.
void addUsualBits(const Recipe& recipe, Line& line) {
    if (quince::isBlockMode(recipe.mode)) {
        line.add("--q-mode", toQt(quince::nameOf(recipe.mode)));
    } else {
        line.add("--q-bits",
                 recipe.mixed == quince::MixedRecipe::none ? recipe.bits : std::nullopt);
        line.add("--q-group-size", recipe.groupSize);
    }
    if (recipe.mixed != quince::MixedRecipe::none) {
        line.add("--quant-predicate", toQt(quince::nameOf(recipe.mixed)));
    }
}

void addQuantizing(const Recipe& recipe, bool hasBudget, Line& line) {
    line.add("-q");
    if (!hasBudget) {  // which chooses them itself
        addUsualBits(recipe, line);
    }
    line.add("--q-bits-embedding", recipe.embeddingBits);
    for (const quince::LayerOverride& rule : recipe.overrides) {
        line.add("--override", overrideText(rule));
    }
    if (recipe.requantize) {
        line.add("--requantize");
    }
    if (recipe.method == quince::QuantMethod::mlx) {
        line.add("--method", QStringLiteral("mlx"));
    }
    if (!recipe.importance.empty()) {
        line.add("--imatrix", toQt(recipe.importance));
    }
}

void addRecipe(const Recipe& recipe, bool hasBudget, Line& line) {
    if (recipe.quantize) {
        addQuantizing(recipe, hasBudget, line);
    }
    if (recipe.dequantize) {
        line.add("-d");
    }
    if (recipe.dtype) {
        line.add("--dtype", toQt(quince::traits(*recipe.dtype).longName));
    }
    if (recipe.vision) {
        const bool keeps = *recipe.vision == quince::VisionChoice::keep;
        line.add("--vision", keeps ? QStringLiteral("keep") : QStringLiteral("drop"));
    }
}

QString sizeText(quint64 bytes) {
    const bool large = bytes >= 1'000'000'000;
    return QString::number(static_cast<double>(bytes) / (large ? 1e9 : 1e6), 'g', 12) +
           (large ? QLatin1String("GB") : QLatin1String("MB"));
}

void addBudget(const quince::Budget& budget, Line& line) {
    if (budget.bytes) {
        line.add("--target-size", sizeText(*budget.bytes));
    }
    if (budget.bitsPerWeight) {
        line.add("--target-bpw", QString::number(*budget.bitsPerWeight, 'g', 6));
    }
    if (budget.mac) {
        line.add("--target-mac", QStringLiteral("%1GB").arg(budget.mac->ramBytes >> 30));
        line.add("--context", QString::number(budget.mac->contextLength));
    }
}

void addDestination(const CommandChoice& choice, Line& line) {
    const bool several = !choice.also.isEmpty();
    if (!choice.publisher) {
        line.add("--mlx-path",
                 toQt(several ? choice.destination.parent_path() : choice.destination));
        return;
    }
    line.add("--to-lm-studio");
    line.add("--publisher", *choice.publisher);
    if (!several) {
        line.add("--name", choice.name);
    }
}

}  // namespace

QString convertCommand(const CommandChoice& choice) {
    if (!choice.recipe.layers.empty() && choice.recipeFile.empty()) {
        return {};
    }
    Line line;
    line.add("quince-cli convert", choice.model);
    if (choice.recipeFile.empty()) {
        addRecipe(choice.recipe, choice.budget.has_value(), line);
    } else {
        line.add("--recipe", toQt(choice.recipeFile));
    }
    if (choice.budget) {
        addBudget(*choice.budget, line);
    }
    for (const QString& label : choice.also) {
        line.add("--also", label);
    }
    addDestination(choice, line);
    return line.text();
}

}  // namespace app

#pragma once

#include "ui/main_window.hpp"
#include "ui/pages/hub_view.hpp"
#include "ui/pages/settings_view.hpp"

#include <quince/budget.hpp>
#include <quince/recipe.hpp>

#include <QSettings>
#include <QString>

#include <optional>

namespace app {

/// What is remembered between starts, in one INI file. Unreadable values give the defaults.
class Settings {
public:
    explicit Settings(const QString& file) : m_store(file, QSettings::IniFormat) {}

    [[nodiscard]] ui::SettingsView preferences() const;
    void setPreferences(const ui::SettingsView& view);

    /// 4-bit in groups of 64 at the first start: what most people want.
    [[nodiscard]] quince::Recipe lastRecipe() const;
    /// All of it but the importance, which was measured on one model.
    void setLastRecipe(const quince::Recipe& recipe);
    /// The size that was asked for last, without a context length.
    [[nodiscard]] std::optional<quince::Budget> lastBudget() const;
    void setLastBudget(const std::optional<quince::Budget>& budget);

    /// Tokens; 0: the model's own.
    [[nodiscard]] quint64 contextLength() const;
    void setContextLength(quint64 tokens);

    [[nodiscard]] ui::HubSort hubSort() const;
    void setHubSort(ui::HubSort sort);
    /// What was last searched for on the Hub.
    [[nodiscard]] QString hubSearch() const;
    void setHubSearch(const QString& text);

    /// Whether a token lies in the keychain; the token itself is nowhere else. Without one the
    /// keychain is left alone: it may ask the person for a password.
    [[nodiscard]] bool hasKeptToken() const;
    void setHasKeptToken(bool has);

    [[nodiscard]] ui::WindowLayout windowLayout() const;
    void setWindowLayout(const ui::WindowLayout& layout);

private:
    QSettings m_store;
};

}  // namespace app

#pragma once

#include "desktop/window_driver.hpp"
#include "ui/pages/finder.hpp"
#include "ui/pages/hub_page.hpp"
#include "ui/widgets/segmented.hpp"

#include <QListView>

namespace app::test {

/// The window, driven on the side of the Hub.
class HubWindowDriver : public WindowDriver {
protected:
    AppWindow& openWith(HubAccess hub) {
        return WindowDriver::openWith(quince::convertTogether, std::move(hub), {});
    }

    QListView* rows() { return m_app->window().hubPage().findChild<QListView*>(); }

    void lookAtHub() {
        auto* segments = m_app->window().finder().findChild<ui::Segmented*>();
        QTest::mouseClick(segments->findChildren<QAbstractButton*>()[1], Qt::LeftButton);
    }

    void chooseRow(int row) {
        ASSERT_TRUE(becomes([&] { return rows()->model()->rowCount() > row; }));
        const QRect rect = rows()->visualRect(rows()->model()->index(row, 0));
        QTest::mouseClick(rows()->viewport(), Qt::LeftButton, {}, rect.center());
    }
};

}  // namespace app::test

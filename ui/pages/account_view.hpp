#pragma once

#include <QString>

namespace ui {

enum class AccountState {
    signedOut,
    checking,  ///< a token is there, and the Hub is asked whose it is
    signedIn,
    failed,  ///< a token is there, but it cannot be used: `message`
};

/// Who the person is to the Hugging Face Hub. The token itself is never shown.
struct AccountView {
    AccountState state = AccountState::signedOut;
    QString name;             ///< "alice"; empty until signed in
    QString source;           ///< where the token comes from: "the keychain", "HF_TOKEN"
    bool canWrite = true;     ///< false: the token may only read
    bool canSignOut = false;  ///< the token is ours to forget: it lies in the keychain
    QString message;          ///< failed: one sentence; otherwise a remark, or empty

    friend bool operator==(const AccountView&, const AccountView&) = default;
};

}  // namespace ui

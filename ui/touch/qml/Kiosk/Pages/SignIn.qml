import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// An officer signs in at the kiosk. Nothing of the citizen's visit is on this page.
Item {
    id: root

    readonly property real room: Math.min(width - 2 * Theme.margin, Theme.px(960))
    property var line: staff

    function go() {
        if (staff.text !== "" && password.text !== "") {
            hand.tap("sign_in", officer.credentials(staff.text, password.text, code.text));
            password.clear();
            code.clear();
        }
    }
    Component.onCompleted: staff.forceActiveFocus()

    OfficerBar {
        id: bar

        width: parent.width
    }
    Column {
        id: column

        x: (parent.width - width) / 2
        y: bar.height + Theme.px(Theme.portrait ? 64 : 24)
        width: root.room
        spacing: Theme.px(Theme.portrait ? 28 : 14)

        Words {
            width: parent.width
            text: shown.hint
            font.pixelSize: Theme.body
            color: Theme.soft
        }
        TypeLine {
            id: staff

            width: parent.width
            label: shown.words["officer.staff"] || ""
            inputMethodHints: Qt.ImhNoAutoUppercase | Qt.ImhLowercaseOnly
            onActiveFocusChanged: if (activeFocus) root.line = staff
            onAccepted: password.forceActiveFocus()
            KeyNavigation.tab: password
        }
        TypeLine {
            id: password

            width: parent.width
            label: shown.words["officer.password"] || ""
            echoMode: TextInput.Password
            onActiveFocusChanged: if (activeFocus) root.line = password
            onAccepted: code.forceActiveFocus()
            KeyNavigation.tab: code
        }
        TypeLine {
            id: code

            width: parent.width
            label: shown.words["officer.code"] || ""
            inputMethodHints: Qt.ImhDigitsOnly
            maximumLength: 8
            onActiveFocusChanged: if (activeFocus) root.line = code
            onAccepted: root.go()
        }
        Words {
            width: parent.width
            visible: officer.problem !== ""
            text: officer.problem
            font.pixelSize: Theme.body
            font.bold: true
            color: Theme.red
        }
        Row {
            width: parent.width
            spacing: Theme.gap

            PrimaryButton {
                visible: !officer.locked
                width: (parent.width - Theme.gap) / 2
                look: "secondary"
                iconName: "back"
                text: shown.words["officer.leave"] || ""
                onClicked: hand.tap("sign_in_left", "")
            }
            PrimaryButton {
                width: officer.locked ? parent.width : (parent.width - Theme.gap) / 2
                iconName: "lock"
                text: shown.words["officer.sign_in"] || ""
                onClicked: root.go()
            }
        }
    }
    LetterKeys {
        x: column.x
        width: column.width
        y: Theme.portrait ? column.y + column.height + Theme.px(48) : parent.height - height - Theme.px(20)
        height: Math.min(implicitHeight, parent.height - y - Theme.px(20))
        visible: Theme.portrait
        target: root.line
    }
}

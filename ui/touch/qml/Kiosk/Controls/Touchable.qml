import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme

// What every button shares: it answers at once to the finger, tells its name, and sends its choice.
T.AbstractButton {
    id: root

    property var choice: null
    property bool interactive: true

    implicitHeight: Theme.action
    text: choice ? choice.label : ""
    focusPolicy: Qt.StrongFocus
    transformOrigin: Item.Center
    scale: down ? 0.975 : 1
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    onClicked: if (choice) hand.tap(choice.kind, choice.id)

    Behavior on scale {
        enabled: !Theme.still
        NumberAnimation { duration: 90 }
    }
}

import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// A device is lost; the question stands, its answers are still here.
Page {
    id: root

    readonly property bool cards: shown.choices.some(c => c.kind === "item")

    tone: Theme.amberInk
    actions: cards ? [] : shown.choices

    ChoiceCards {
        visible: root.cards
        width: parent.width
        height: parent.height
        choices: root.cards ? shown.choices : []
    }
    Rectangle {
        visible: !root.cards
        anchors.centerIn: parent
        width: Math.min(Theme.px(420), parent.height)
        height: width
        radius: width / 2
        color: Theme.amberTint

        Icon {
            anchors.centerIn: parent
            edge: Math.round(parent.width * 0.56)
            name: "alert"
            tone: Theme.amberInk
        }
    }
}

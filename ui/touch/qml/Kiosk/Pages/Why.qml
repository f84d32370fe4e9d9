import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// What the decision rests on: each rule with its article. The number stays in sight.
Page {
    id: root

    hint: shown.reasons.length ? shown.hint : ""
    look: "secondary"

    LeafList {
        visible: shown.reasons.length > 0
        width: parent.width
        height: parent.height - (number.visible ? number.height + Theme.px(20) : 0)
        entries: shown.reasons
    }
    Panel {
        visible: shown.reasons.length === 0
        width: parent.width
        height: Math.min(Theme.px(420), parent.height - (number.visible ? number.height + Theme.px(20) : 0))

        Words {
            anchors.fill: parent
            anchors.margins: Theme.px(36)
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: shown.words["why.ask"] || ""
            font.pixelSize: Theme.type(52)
            font.bold: true
            color: Theme.navy
            on: Theme.white
        }
    }
    Chip {
        id: number

        visible: text !== ""
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        iconName: "ticket"
        size: Theme.type(42)
        text: shown.facts.map(f => f.label + " " + f.value).join("   ")
        most: parent.width
    }
}

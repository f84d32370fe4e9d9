import QtQuick
import Kiosk.Theme

// One line under the talk: what was heard, or else what 小智 does just now; the microphone and its level.
// Saying it again corrects what was heard, and it says so.
Rectangle {
    id: root

    property string heard: ""
    property string state_: ""
    property string mood: "idle"
    property real level: 0
    readonly property bool listens: mood === "listening"

    radius: Math.min(height / 2, Theme.px(48))
    color: Theme.heroMid
    border.color: listens ? Theme.gold : "#7fa6e6"
    border.width: Theme.px(listens ? 4 : 2)

    Rectangle {
        id: disk

        x: Theme.px(12)
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(68)
        height: width
        radius: width / 2
        color: root.listens ? Theme.gold : Theme.heroEnd

        Icon {
            anchors.centerIn: parent
            edge: Theme.px(44)
            name: root.listens ? "mic" : root.mood === "speaking" ? "repeat" : root.heard !== "" ? "speak" : "dots"
            tone: root.listens ? Theme.navy : Theme.white
        }
    }
    Words {
        id: line

        anchors.left: disk.right
        anchors.leftMargin: Theme.px(16)
        anchors.right: meter.left
        anchors.rightMargin: Theme.px(14)
        y: again.visible ? Theme.px(4) : 0
        height: again.visible ? again.y - y : parent.height
        verticalAlignment: Text.AlignVCenter
        fit: true
        text: root.heard !== "" ? root.heard : root.state_
        font.pixelSize: Theme.type(34)
        font.bold: root.heard !== ""
        color: Theme.white
        on: Theme.heroMid
    }
    TextMetrics {
        id: measure

        font.family: Qt.application.font.family
        font.pixelSize: Theme.type(34)
        font.bold: true
        text: root.heard
    }
    Words {
        id: again

        // Where there is no room, what was heard has it.
        visible: root.heard !== "" && line.width > Math.ceil(Math.max(implicitWidth, measure.advanceWidth + 4))
        anchors.left: line.left
        anchors.right: line.right
        y: parent.height - height - Theme.px(7)
        height: Math.ceil(implicitHeight)
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.NoWrap
        text: shown.words.say_again || ""
        font.pixelSize: Theme.type(26)
        color: "#d5e4fb"
        on: Theme.heroMid
    }
    LevelMeter {
        id: meter

        anchors.right: parent.right
        anchors.rightMargin: Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        level: root.level
        tone: root.listens ? Theme.gold : "#9cc0f5"
    }
}

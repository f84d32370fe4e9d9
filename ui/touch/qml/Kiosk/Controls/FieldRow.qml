import QtQuick
import Kiosk.Theme

// One field that was read: its name, its value, and beside it the piece of the card that it was read from.
Rectangle {
    id: root

    property var entry: ({label: "", value: "", crop: ""})
    property bool stacked: false
    property real labelWidth: Theme.px(190)
    readonly property bool pictured: entry.crop !== ""
    readonly property real cropWidth: pictured ? width * 0.34 : 0

    color: "transparent"
    Accessible.role: Accessible.StaticText
    Accessible.name: entry.label + " " + entry.value

    Words {
        id: name

        x: Theme.px(28)
        y: 0
        width: root.stacked ? value.width : root.labelWidth
        height: root.stacked ? Math.round(root.height * 0.47) : root.height
        verticalAlignment: Text.AlignVCenter
        fit: true
        text: root.entry.label
        font.pixelSize: root.stacked ? Theme.type(30) : Theme.type(34)
        color: Theme.soft
        on: Theme.white
    }
    Words {
        id: value

        x: root.stacked ? name.x : name.x + name.width + Theme.px(12)
        y: root.stacked ? name.y + name.height : 0
        width: root.width - x - root.cropWidth - Theme.px(40)
        height: root.height - y
        verticalAlignment: root.stacked ? Text.AlignTop : Text.AlignVCenter
        fit: true
        text: root.entry.value
        font.pixelSize: Theme.type(40)
        font.bold: true
        on: Theme.white
    }
    Rectangle {
        visible: root.pictured
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        width: root.cropWidth
        height: root.height - Theme.px(20)
        radius: Theme.px(12)
        color: Theme.tint

        Image {
            anchors.fill: parent
            anchors.margins: Theme.px(6)
            source: root.entry.crop
            fillMode: Image.PreserveAspectFit
            cache: false
            smooth: true
            Accessible.ignored: true
        }
    }
}

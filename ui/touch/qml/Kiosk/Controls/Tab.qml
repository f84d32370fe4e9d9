import QtQuick
import Kiosk.Theme

// One of several ways, the chosen one filled and with a mark: colour is not the only cue.
Touchable {
    id: root

    property bool on: false
    property string iconName: ""
    property int size: Theme.type(38)
    readonly property color ground: down ? Theme.tintDown : on ? Theme.navy : Theme.white
    readonly property color tone: on && !down ? Theme.white : Theme.blue

    Accessible.role: Accessible.Button
    Accessible.checkable: true
    Accessible.checked: on
    background: Rectangle {
        radius: Theme.px(28)
        color: root.ground
        border.color: root.on ? Theme.navy : Theme.blue
        border.width: root.visualFocus ? Theme.stroke * 2 : Theme.stroke

        Rectangle {
            visible: root.on
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.px(4)
            width: Math.min(parent.width * 0.4, Theme.px(120))
            height: Theme.px(6)
            radius: height / 2
            color: Theme.gold
        }
    }
    contentItem: Item {
        Row {
            anchors.centerIn: parent
            height: parent.height
            spacing: Theme.px(12)

            Icon {
                id: picture

                anchors.verticalCenter: parent.verticalCenter
                edge: Math.round(root.size * 1.1)
                name: root.iconName
                tone: root.tone
            }
            Words {
                readonly property real room: root.width - Theme.px(28) - (picture.visible ? picture.width + Theme.px(12) : 0)

                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(room, Math.ceil(measure.advanceWidth) + 4)
                height: root.height - Theme.px(10)
                fit: true
                text: root.text
                font.pixelSize: root.size
                font.bold: true
                color: root.tone
                on: root.ground
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }
        }
        TextMetrics {
            id: measure

            font.family: Qt.application.font.family
            font.pixelSize: root.size
            font.bold: true
            text: root.text
        }
    }
}

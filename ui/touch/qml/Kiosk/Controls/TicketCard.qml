import QtQuick
import Kiosk.Theme

// Window and number in letters that can be read from two metres, on a sheet like a torn-off ticket.
Item {
    id: root

    property var facts: []
    property color ground: Theme.paper
    property color tone: Theme.blue
    readonly property real column: facts.length ? width / facts.length : width

    visible: facts.length > 0

    Panel {
        anchors.fill: parent
        border.color: root.tone
        border.width: Theme.stroke
        radius: Theme.px(36)
    }
    Repeater {
        model: root.facts

        Item {
            required property var modelData
            required property int index

            x: index * root.column
            width: root.column
            height: root.height
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.label + " " + modelData.value

            Words {
                id: name

                y: Theme.px(22)
                width: parent.width
                height: Math.max(font.pixelSize * 1.5, parent.height * 0.24)
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                text: parent.modelData.label
                font.pixelSize: Theme.body
                color: Theme.soft
                on: Theme.white
            }
            Words {
                anchors.top: name.bottom
                x: Theme.px(44)
                width: parent.width - Theme.px(88)
                height: parent.height - y - Theme.px(16)
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                fit: true
                wrapMode: Text.NoWrap
                text: parent.modelData.value
                font.pixelSize: Theme.type(170)
                font.bold: true
                color: root.tone
                on: Theme.white
            }
            Column {
                visible: parent.index > 0
                x: -width / 2
                y: Theme.px(40)
                spacing: Theme.px(12)

                Repeater {
                    model: Math.max(0, Math.floor((root.height - Theme.px(80)) / Theme.px(26)))

                    Rectangle {
                        width: Theme.px(5)
                        height: Theme.px(14)
                        radius: width / 2
                        color: Theme.line
                    }
                }
            }
            // The notches of the perforation.
            Repeater {
                model: parent.index > 0 ? [0, 1] : []

                Rectangle {
                    required property int modelData

                    width: Theme.px(44)
                    height: width
                    radius: width / 2
                    x: -width / 2
                    y: modelData ? root.height - height / 2 : -height / 2
                    color: root.ground
                    border.color: root.tone
                    border.width: Theme.stroke

                    Rectangle {
                        width: parent.width + 4
                        height: parent.height / 2 + 2
                        x: -2
                        y: parent.modelData ? parent.height / 2 : -2
                        color: root.ground
                    }
                }
            }
        }
    }
}

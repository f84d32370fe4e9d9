import QtQuick
import Kiosk.Theme

// A large answer with a picture: yes or no, satisfied or not. The first is the green one.
Touchable {
    id: root

    property string picture: choice ? Theme.iconOf(choice.id) : ""
    property bool main: true
    property int size: Theme.type(56)
    readonly property color tone: main ? Theme.green : Theme.soft
    readonly property color ground: down ? Theme.tintDown : main ? Theme.greenTint : Theme.white

    background: Panel {
        color: root.ground
        border.color: root.tone
        border.width: root.visualFocus ? Theme.stroke * 2 : Theme.stroke
    }
    contentItem: Item {
        Icon {
            id: sign

            visible: parent.height > Theme.px(190)
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height * 0.1
            edge: visible ? Math.round(Math.min(Theme.px(170), parent.height * 0.5, parent.width * 0.8)) : 0
            name: root.picture
            tone: root.tone
        }
        Words {
            anchors.top: sign.visible ? sign.bottom : parent.top
            width: parent.width
            height: parent.height - y - Theme.px(8)
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: root.text
            font.pixelSize: root.size
            font.bold: true
            color: root.main ? Theme.green : Theme.ink
            on: root.ground
        }
    }
}

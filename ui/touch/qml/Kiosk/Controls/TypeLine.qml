import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme

// One line to type in, by keyboard or by the keys on the screen.
T.TextField {
    id: root

    property string label: ""
    property bool wrong: false

    implicitHeight: Math.max(72, Theme.px(104))
    leftPadding: Theme.px(24)
    rightPadding: Theme.px(24)
    topPadding: named.visible ? named.height : 0
    verticalAlignment: TextInput.AlignVCenter
    font.pixelSize: Theme.type(40)
    color: Theme.ink
    selectionColor: Theme.blue
    selectedTextColor: Theme.white
    font.family: Qt.application.font.family
    selectByMouse: true
    Accessible.role: Accessible.EditableText
    Accessible.name: label
    background: Rectangle {
        radius: Theme.px(16)
        color: Theme.white
        border.width: root.activeFocus ? Theme.stroke * 2 : Theme.stroke
        border.color: root.wrong ? Theme.red : root.activeFocus ? Theme.blue : Theme.line

        Words {
            id: named

            visible: root.label !== ""
            x: Theme.px(24)
            y: Theme.px(4)
            text: root.label
            font.pixelSize: Theme.least
            color: Theme.soft
            on: Theme.white
        }
    }
}

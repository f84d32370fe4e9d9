import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme

// A line to type in, with its label above.
Item {
    id: root

    property string label: ""
    property alias text: input.text
    property alias input: input
    property bool secret: false
    property bool wrong: false
    property int longest: 200

    signal accepted

    function take() {
        input.forceActiveFocus();
        input.selectAll();
    }

    implicitWidth: Desk.px(280)
    implicitHeight: (name.visible ? name.height + Desk.px(4) : 0) + Desk.button

    Say {
        id: name

        width: parent.width
        visible: text !== ""
        text: root.label
        font.pixelSize: Desk.small
        color: Theme.soft
    }
    T.TextField {
        id: input

        anchors.bottom: parent.bottom
        width: parent.width
        height: Desk.button
        leftPadding: Desk.px(10)
        rightPadding: Desk.px(10)
        verticalAlignment: TextInput.AlignVCenter
        font.family: Qt.application.font.family
        font.pixelSize: Desk.body
        color: Theme.ink
        selectionColor: Theme.blue
        selectedTextColor: Theme.white
        selectByMouse: true
        clip: true
        maximumLength: root.longest
        echoMode: root.secret ? TextInput.Password : TextInput.Normal
        inputMethodHints: root.secret ? Qt.ImhSensitiveData | Qt.ImhHiddenText : Qt.ImhNone
        Accessible.name: root.label
        Accessible.role: Accessible.EditableText
        Accessible.passwordEdit: root.secret
        onAccepted: root.accepted()
        background: Rectangle {
            radius: Desk.radius
            color: Theme.white
            border.width: input.activeFocus ? Desk.px(2) : Desk.stroke
            border.color: root.wrong ? Theme.red : input.activeFocus ? Theme.blue : Theme.soft
        }
    }
}

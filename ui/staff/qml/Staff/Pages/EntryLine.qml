import QtQuick
import Kiosk.Theme
import Staff.Controls

// One line of a form, what completes it, and what is wrong with it.
Item {
    id: root

    property var line: ({})
    property var model: null

    signal made
    signal seen

    function take() {
        field.take();
    }

    height: field.height + below.height + Desk.px(4)
    Component.onCompleted: made()
    onLineChanged: if (field.text !== (line.text || "") && !(field.input.activeFocus && line.text === undefined)) field.text = line.text || ""

    Field {
        id: field

        width: parent.width
        label: (root.line.label || "") + (root.line.needed ? " *" : "")
        wrong: (root.line.fault || "") !== ""
        longest: 100
        input.objectName: root.line.key || ""
        input.onTextEdited: root.model.type(root.line.key, field.text)
        input.onActiveFocusChanged: {
            if (input.activeFocus) {
                root.model.come(root.line.key);
                root.seen();
            }
        }
        input.Keys.onDownPressed: {
            if ((root.line.offers || []).length > 0)
                root.model.take(root.line.key, root.line.offers[0]);
        }
    }
    Column {
        id: below

        anchors.top: field.bottom
        anchors.topMargin: Desk.px(3)
        width: parent.width
        spacing: Desk.px(3)

        Say {
            visible: text !== ""
            width: parent.width
            text: root.line.fault || ""
            font.pixelSize: Desk.small
            font.bold: true
            color: Theme.red
        }
        Flow {
            visible: field.input.activeFocus && (root.line.offers || []).length > 0
            width: parent.width
            spacing: Desk.px(6)

            Repeater {
                model: parent.visible ? root.line.offers : []

                Push {
                    required property string modelData

                    focusPolicy: Qt.NoFocus
                    implicitHeight: Desk.px(30)
                    text: modelData
                    onClicked: root.model.take(root.line.key, modelData)
                }
            }
        }
    }
}
